using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Weft.Content;
using Weft.Http;
using Weft.Tests.Conformance;
using Xunit;

namespace Weft.Tests.Fuzz;

/// <summary>One connection that is fed one input, and watched at every step.</summary>
internal sealed class Subject : IDisposable
{
    private const int MostSteps = 200_000;
    private const int LongestAnswer = 4096;
    private const int FileBytes = 500;
    private static readonly byte[] Content = new byte[100];
    private static readonly DateTime Utc = new(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly HttpLimits _limits;
    private readonly HttpConnection _connection;
    private readonly List<Exchange> _exchanges = [];
    private readonly List<SafeFileHandle> _files = [];
    private readonly MemoryStream _sent = new();
    private readonly Random? _whims;
    private TimeSpan _now = TimeSpan.FromDays(1);

    /// <summary>A connection whose clock stands, or one whose driver has whims: it tarries, sends short and drains.</summary>
    public Subject(HttpLimits limits, Random? whims = null)
    {
        _limits = limits;
        _whims = whims;
        _connection = new HttpConnection(limits, Answer, new Clock(_now, Utc), _exchanges.Add);
    }

    public byte[] Sent => _sent.ToArray();

    /// <summary>Feeds the pieces and then the end of input, and obeys until the connection is over.</summary>
    public void Run(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        using IEnumerator<ReadOnlyMemory<byte>> input = pieces.GetEnumerator();
        bool isAborted = false;
        for (int steps = 0; ; steps++)
        {
            Assert.True(steps < MostSteps, "the connection does not end");
            Step step = Tarry();
            if (step is Step.Close or Step.Abort)
            {
                isAborted = step == Step.Abort;
                break;
            }
            CheckWait(step);
            Obey(step, input);
        }
        _connection.Dispose();
        Assert.All(_files, static file => Assert.True(file.IsClosed, "a file was not given back"));
        if (!isAborted)
            CheckAnswers();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _sent.Dispose();
        foreach (SafeFileHandle file in _files)
            file.Dispose();
    }

    private Step Tarry()
    {
        if (_whims?.Next(6) == 0)
            _now += TimeSpan.FromSeconds(_whims.Next(12));
        if (_whims?.Next(40) == 0)
            _connection.Drain();
        return _connection.Next(new Clock(_now, Utc));
    }

    private void Obey(Step step, IEnumerator<ReadOnlyMemory<byte>> input)
    {
        switch (step)
        {
            case Step.Receive:
                _connection.Received(input.MoveNext() ? input.Current.Span : default);
                break;
            case Step.Send:
                ReadOnlySpan<byte> bytes = _connection.PendingBytes;
                Assert.InRange(bytes.Length, 1, _limits.OutputBytes + LongestAnswer);
                int count = _whims?.Next(bytes.Length + 1) ?? bytes.Length;
                _sent.Write(bytes[..count]);
                _connection.Sent(count);
                break;
            case Step.SendFile:
                long length = _whims?.NextInt64(1, _connection.PendingFile.Length + 1) ?? _connection.PendingFile.Length;
                _sent.Write(new byte[length]);
                _connection.Sent(length);
                break;
            case Step.ReportAcked:
                _connection.Acked(_sent.Length);
                break;
            case Step.Wait:
                _now = _connection.Deadline;
                break;
        }
    }

    // Every wait ends, and soon; what is kept while waiting for more is bounded.
    private void CheckWait(Step step)
    {
        if (step is Step.ShutdownSend or Step.ReportAcked)
            return;
        Assert.InRange(_connection.Deadline, _now, _now + TimeSpan.FromSeconds(30));
        int most = _limits.RequestLineBytes + (2 * _limits.FieldSectionBytes) + _limits.ReceiveBytes;
        if (step == Step.Receive)
            Assert.InRange(Input(_connection).Length, 0, most);
    }

    // Strictly well-formed; as many as were reported, with as many bytes; nothing behind the one that says close.
    private void CheckAnswers()
    {
        IReadOnlyList<Reply> replies = ResponseReader.ReadAll(
            Sent, answer => answer < _exchanges.Count && _exchanges[answer].RequestLine.StartsWith("HEAD ", StringComparison.Ordinal));
        Reply[] answers = [.. replies.Where(static reply => !reply.IsInterim)];
        Assert.Equal(_exchanges.Select(static exchange => (int)exchange.Status), answers.Select(static reply => reply.Status));
        Assert.All(_exchanges, static exchange => Assert.True(exchange.IsWhole));
        int interim = 25 * (replies.Count - answers.Length);
        Assert.Equal(_sent.Length - interim, _exchanges.Sum(static exchange => exchange.BytesSent));
        Assert.DoesNotContain(answers.SkipLast(1), static reply => reply.SaysClose);
        Assert.DoesNotContain(answers, static reply => reply.Status == 500);
    }

    /// <summary>Looks at all there is to see of a request, and answers by its path and, for a file, its ranges.</summary>
    private void Answer(in Request request, ref Response response)
    {
        int seen = request.Query.Length;
        foreach (Field field in Enum.GetValues<Field>())
        {
            seen += request[field].Length;
            foreach (ReadOnlySpan<byte> line in request.Lines(field))
                seen += line.Length;
        }
        foreach (Field field in (Field[])[Field.IfModifiedSince, Field.IfUnmodifiedSince, Field.IfRange])
            _ = HttpDate.TryParse(request[field], Utc, out _);
        Assert.InRange(seen, 0, 4 * (_limits.RequestLineBytes + _limits.FieldSectionBytes));
        Assert.Equal((byte)'/', request.Path[0]);
        response.Status = request.Path.StartsWith("/m"u8) ? Status.NotFound : Status.Ok;
        if (request.Path.StartsWith("/f"u8))
            PutFile(in request, ref response);
        else if (response.Status == Status.Ok)
            response.Content = Content;
    }

    private void PutFile(in Request request, ref Response response)
    {
        ByteRangeSet set = request.Method == Method.Get ? ByteRangeSet.Parse(request[Field.Range], FileBytes) : default;
        if (set.Kind == ByteRangeKind.Unsatisfiable)
        {
            response.Status = Status.RangeNotSatisfiable;
            return;
        }
        response.File = new FileSlice(Open(), 0, FileBytes);
        if (set.Kind == ByteRangeKind.None)
            return;
        Assert.All(set.Ranges, static range => Assert.True(range is { First: >= 0, Length: > 0, End: <= FileBytes }));
        Assert.InRange(set.Ranges.Sum(static range => range.Length), 1, FileBytes);
        response.Status = Status.PartialContent;
        response.Parts = [.. set.Ranges.Select(static range => new FilePart("--"u8.ToArray(), range.First, range.Length))];
        response.Epilogue = "----"u8.ToArray();
    }

    private SafeFileHandle Open()
    {
        var file = new SafeFileHandle(nint.Zero, ownsHandle: false);
        bool added = false;
        file.DangerousAddRef(ref added);
        file.Dispose();
        _files.Add(file);
        return file;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_input")]
    private static extern ref PooledBuffer Input(HttpConnection connection);
}
