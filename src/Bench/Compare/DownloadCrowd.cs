using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Weft.Bench.Compare.Outputs;

namespace Weft.Bench.Compare;

/// <summary>
/// Many clients who download one large file at the same time. One thread asks each socket in turn what has come, so the
/// clients themselves are as fair as can be: what differs between them is the server's doing.
/// </summary>
internal sealed class DownloadCrowd : IDisposable
{
    private const int ReceiveSize = 64 * 1024;
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(2);

    private readonly List<Download> _downloads = [];
    private readonly byte[] _request;
    private readonly byte[] _buffer = new byte[ReceiveSize];
    private readonly int _wanted;
    private double _seconds;
    private long _bytesBefore;

    private DownloadCrowd(string path, int wanted)
    {
        _request = Answer.Request(path, []);
        _wanted = wanted;
    }

    /// <summary>Connects them all; those who do not get through in two seconds stay away.</summary>
    public static async Task<DownloadCrowd> ConnectAsync(int port, string path, int count, CancellationToken cancel)
    {
        DownloadCrowd crowd = new(path, count);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(ConnectPatience);
            Socket?[] sockets = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => ConnectAsync(port, patience.Token)));
            crowd._downloads.AddRange(sockets.OfType<Socket>().Select(socket => new Download(socket)));
            cancel.ThrowIfCancellationRequested();
            return crowd;
        }
        catch
        {
            crowd.Dispose();
            throw;
        }
    }

    /// <summary>How long bytes were counted.</summary>
    public double CountedSeconds { get; private set; }

    /// <summary>
    /// Lets them download until the buffers of all sockets are full. What is counted from then on has as much in them before as
    /// after, so that what the clients have received is what the server has sent.
    /// </summary>
    public void Fill(TimeSpan time, CancellationToken cancel)
    {
        foreach (Download download in _downloads)
            download.Ask(_request);
        _seconds = Receive(time, cancel);
        _bytesBefore = _downloads.Sum(download => download.Bytes);
    }

    /// <summary>Lets them go on, and counts.</summary>
    public void Count(TimeSpan time, CancellationToken cancel)
    {
        CountedSeconds = Receive(time, cancel);
        _seconds += CountedSeconds;
    }

    /// <summary>What each has got, in lines that <see cref="DownloadOutput"/> reads.</summary>
    public string Describe()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"downloads: {_wanted}\nconnected: {_downloads.Count}\n");
        text.Append(CultureInfo.InvariantCulture, $"broken: {_downloads.Count(download => download.IsBroken)}\nseconds: {_seconds:0.000}\n");
        text.Append(CultureInfo.InvariantCulture, $"counted seconds: {CountedSeconds:0.000}\n");
        text.Append(CultureInfo.InvariantCulture, $"counted bytes: {_downloads.Sum(download => download.Bytes) - _bytesBefore}\n");
        text.Append("bytes of each:");
        foreach (Download download in _downloads)
            text.Append(CultureInfo.InvariantCulture, $" {download.Bytes}");
        return text.Append('\n').ToString();
    }

    public void Dispose()
    {
        foreach (Download download in _downloads)
            download.Dispose();
    }

    // Whoever has the whole file asks for it again. Returns how many seconds it took.
    private double Receive(TimeSpan time, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            cancel.ThrowIfCancellationRequested();
            bool hasSome = false;
            foreach (Download download in _downloads)
                hasSome |= download.Receive(_buffer, _request);
            if (!hasSome)
                Thread.Sleep(1);
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<Socket?> ConnectAsync(int port, CancellationToken cancel)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancel);
            socket.Blocking = false;
            return socket;
        }
        catch (Exception trouble) when (trouble is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>One client, and how far it has got.</summary>
    private sealed class Download(Socket socket) : IDisposable
    {
        private readonly List<byte> _head = [];
        private long _left;
        private bool _isOver;

        public long Bytes { get; private set; }

        /// <summary>Whether the connection ended in the middle of a file or with an error, or something else than a file came.</summary>
        public bool IsBroken { get; private set; }

        public void Ask(byte[] request)
        {
            _head.Clear();
            socket.Send(request, SocketFlags.None, out SocketError error);
            if (error != SocketError.Success)
                End(isBroken: true);
        }

        /// <summary>Takes once what has come, and asks again if that was the end of the file. False if nothing had come.</summary>
        public bool Receive(byte[] buffer, byte[] request)
        {
            if (_isOver)
                return false;
            int n = socket.Receive(buffer, 0, buffer.Length, SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
                return false;
            if (error != SocketError.Success || n == 0)
            {
                // Closed behind a whole file, where the next was just asked for, is a server's right.
                End(isBroken: _left > 0 || Bytes == 0);
                return false;
            }
            Bytes += n;
            Count(buffer.AsSpan(0, n), request);
            return true;
        }

        public void Dispose() => socket.Dispose();

        private void Count(ReadOnlySpan<byte> bytes, byte[] request)
        {
            if (_left == 0)
            {
                _head.AddRange(bytes);
                int end = CollectionsMarshal.AsSpan(_head).IndexOf("\r\n\r\n"u8);
                if (end < 0)
                    return;
                if (!CollectionsMarshal.AsSpan(_head).StartsWith("HTTP/1.1 200 "u8) && !CollectionsMarshal.AsSpan(_head).StartsWith("HTTP/1.0 200 "u8))
                {
                    End(isBroken: true);
                    return;
                }
                Answer answer = new(200, Encoding.Latin1.GetString([.. _head.Take(end)]), []);
                _left = (answer.Length() ?? long.MaxValue) - (_head.Count - end - 4);
            }
            else
            {
                _left -= bytes.Length;
            }
            if (_left == 0)
                Ask(request);
        }

        private void End(bool isBroken)
        {
            _isOver = true;
            IsBroken = isBroken;
        }
    }
}
