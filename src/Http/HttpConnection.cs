namespace Weft.Http;

/// <summary>
/// One HTTP/1.1 connection, seen from the server, without a socket: bytes and time go in, steps come out (RFC 9112).
/// </summary>
/// <remarks>
/// <para>The laws of this file:</para>
/// <list type="number">
/// <item>A message is read and checked whole before it is answered; only a refusal may leave earlier. A malformed message is
/// refused, no matter what it asks for, and nothing after it is parsed.</item>
/// <item>Answers leave in the order of their requests. While output waits to be sent, no request is parsed: a peer that
/// does not read cannot make the server work.</item>
/// <item>Every wait has a deadline. Bad input never throws.</item>
/// <item>The next step follows from the fields of this object and the time passed to <see cref="Next"/>. An abort comes
/// first, then pending output, then the phase.</item>
/// </list>
/// <para>One driver at a time. Only <see cref="Drain"/> and <see cref="IsIdle"/> may be used from another thread.</para>
/// </remarks>
public sealed class HttpConnection : IDisposable
{
    private static long _connections;

    private readonly HttpLimits _limits;
    private readonly RequestHandler _handler;
    private readonly ExchangeQueue? _exchanges;

    private PooledBuffer _input;
    private PendingOutput _output;
    private SendProgress _progress;

    private Phase _phase;
    private TimeSpan _deadline;
    private Clock _clock;
    private TimeSpan _requestTime;
    private RequestHead _head;
    private ContentReader _content;
    private int _consumed;
    private int _lingered;
    private long _batch = Interlocked.Increment(ref _connections) << 32;

    private bool _inputEnded;
    private bool _mayBeMore;
    private bool _lingers;
    private bool _isAborted;
    private bool _hasAnswered;
    private bool _hasWaited;
    private volatile bool _isDraining;
    private volatile bool _isIdle = true;

    /// <summary>A connection that has just been accepted.</summary>
    /// <param name="limits">The bounds it keeps.</param>
    /// <param name="handler">Answers GET and HEAD.</param>
    /// <param name="clock">The time of its acceptance: it may be idle from now on.</param>
    /// <param name="finished">Called for every exchange that is over, on the driver's thread; null if nobody watches.</param>
    public HttpConnection(HttpLimits limits, RequestHandler handler, in Clock clock, Action<Exchange>? finished = null)
    {
        _limits = limits ?? throw new ArgumentNullException(nameof(limits));
        _handler = handler ?? throw new ArgumentNullException(nameof(handler));
        _clock = clock;
        _exchanges = finished is null ? null : new ExchangeQueue(finished);
        Enter(Phase.Idle, limits.IdleTime);
    }

    /// <summary>
    /// Asked as each answer is written, and while idle after it: may the connection persist? An engine that serves one
    /// connection at a time says no while somebody else waits. Null: always.
    /// </summary>
    public Func<bool>? MayPersist { get; init; }

    /// <summary>Monotonic time at which to ask for the next step if nothing else happens.</summary>
    public TimeSpan Deadline => _output.IsEmpty ? _deadline : _progress.Deadline;

    /// <summary>What <see cref="Step.Send"/> sends. Valid until <see cref="Sent"/>.</summary>
    public ReadOnlySpan<byte> PendingBytes => _output.Bytes;

    /// <summary>Whether more follows at once, so that both can share a packet (MSG_MORE).</summary>
    public bool PendingMore => _output.HasFile;

    /// <summary>What <see cref="Step.SendFile"/> sends.</summary>
    public FileSlice PendingFile => _output.File;

    /// <summary>All bytes the kernel has taken.</summary>
    public long BytesSent => _output.Sent;

    /// <summary>Whether it waits for a request of which nothing has come: such a connection may be woken to be closed.</summary>
    public bool IsIdle => _isIdle;

    /// <summary>What the connection wants next.</summary>
    public Step Next(in Clock clock)
    {
        _clock = clock;
        _exchanges?.Report(_output.Sent, clock.Now);
        if (_output.IsEmpty && !_isAborted)
        {
            RenewAfterSending();
            Advance();
        }
        Step step = Choose();
        _isIdle = step == Step.Receive && _phase == Phase.Idle;
        // An idle connection that drains receives once more, because a request may still lie in the kernel. Its deadline is
        // now, so it closes at the next step. The fence pairs with the one in Drain, whose caller reads IsIdle next.
        Interlocked.MemoryBarrier();
        if (_isIdle && _isDraining)
            Enter(Phase.Idle, TimeSpan.Zero);
        return step;
    }

    /// <summary>Bytes have been received; none at all mean that the peer has finished sending.</summary>
    /// <param name="bytes">The bytes, copied before this returns.</param>
    /// <param name="mayBeMore">Whether they filled the buffer, so that more may lie in the kernel.</param>
    public void Received(ReadOnlySpan<byte> bytes, bool mayBeMore = false)
    {
        if (bytes.IsEmpty)
        {
            _inputEnded = true;
            return;
        }
        _mayBeMore = mayBeMore || bytes.Length >= _limits.ReceiveBytes;
        if (_phase == Phase.Linger)
        {
            _lingered += bytes.Length;
            return;
        }
        _isIdle = false;
        _batch++;
        _input.Append(bytes);
    }

    /// <summary>The kernel has taken this many bytes of what is pending; zero bytes of a file mean that it shrank.</summary>
    public void Sent(long count) => _isAborted |= !_output.TryTake(count);

    /// <summary>All bytes the peer has acknowledged since it connected; null if the system does not tell.</summary>
    public void Acked(long? total) => _isAborted |= !_progress.TryAccept(total, _output.Sent, _clock.Now, _limits);

    /// <summary>The socket died: nothing more can be sent or received.</summary>
    public void Failed()
    {
        _phase = Phase.Closed;
        _output.Release();
    }

    /// <summary>From any thread: close when idle, and let the answer to a request in progress be the last.</summary>
    public void Drain()
    {
        _isDraining = true;
        Interlocked.MemoryBarrier();
    }

    /// <summary>Gives back what is held, whatever happened, and reports exchanges that were cut short.</summary>
    public void Dispose()
    {
        _exchanges?.Abandon(_output.Sent, _clock.Now);
        _input.Release();
        Failed();
    }

    private void Enter(Phase phase, TimeSpan time)
    {
        _phase = phase;
        _deadline = _clock.Now + time;
    }

    // What a peer may take its time for begins when our answer has left, not when it was written.
    private void RenewAfterSending()
    {
        if (!_progress.IsSending)
            return;
        _progress.End();
        if (_phase == Phase.Idle)
            Enter(Phase.Idle, _limits.IdleTime);
        else if (_phase == Phase.Head)
            Enter(Phase.Head, _limits.HeadTime);
    }

    private Step Choose()
    {
        if (_isAborted)
            return Step.Abort;
        if (!_output.IsEmpty)
        {
            if (_progress.IsDue(_output.Sent, _clock.Now, _limits))
                return Step.ReportAcked;
            return _output.Length > 0 ? Step.Send : Step.SendFile;
        }
        switch (_phase)
        {
            case Phase.Delay:
                return Step.Wait;
            case Phase.Farewell when _lingers && !_inputEnded:
                Enter(Phase.Linger, _limits.LingerTime);
                return Step.ShutdownSend;
            case Phase.Linger when !_inputEnded && _lingered <= _limits.LingerBytes && _clock.Now < _deadline:
            case Phase.Idle or Phase.Head or Phase.Content:
                return Step.Receive;
            default:
                return Step.Close;
        }
    }

    /// <summary>Goes as far as the input, the time and the room for output allow.</summary>
    private void Advance()
    {
        bool goesOn = true;
        while (goesOn && !_output.HasFile && _output.Length < _limits.OutputBytes)
        {
            goesOn = _phase switch
            {
                Phase.Idle => AdvanceIdle(),
                Phase.Head => AdvanceHead(),
                Phase.Content => AdvanceContent(),
                Phase.Delay => AdvanceDelay(),
                _ => false,
            };
        }
    }

    private bool AdvanceIdle()
    {
        if (!RequestParser.IsEmpty(_input.Span))
        {
            _requestTime = _clock.Now;
            Enter(Phase.Head, _limits.HeadTime);
            return true;
        }
        if (_inputEnded || _clock.Now >= _deadline)
            _phase = Phase.Closed;
        else if (_hasAnswered && MayPersist?.Invoke() == false && _deadline > _clock.Now + _limits.YieldTime)
            Enter(Phase.Idle, _limits.YieldTime);
        return false;
    }

    private bool AdvanceHead()
    {
        switch (RequestParser.Parse(_input.Span, _limits, ref _head, out Status refusal))
        {
            case ParseOutcome.Complete:
                BeginMessage();
                return true;
            case ParseOutcome.Refused:
                Refuse(refusal);
                return false;
        }
        return AwaitMore();
    }

    /// <summary>The head is complete and well-formed: is there content to read past, and does its sender wait for a word?</summary>
    private void BeginMessage()
    {
        _consumed = _head.Length;
        if (_head.Expectation == Expectation.Unknown)
            Refuse(Status.ExpectationFailed);
        else if (MethodSemantics.IsBrief(_head.Method) && _head.ContentLength > _limits.ContentBytes)
            Refuse(Status.ContentTooLarge);
        else if (_head.Framing == Framing.None)
            Hold();
        else if (_head.Expectation != Expectation.Continue || !RefuseEarly())
        {
            if (_head.Expectation == Expectation.Continue && _input.Length == _head.Length)
                _output.Add("HTTP/1.1 100 Continue\r\n\r\n"u8);
            _content = new ContentReader(in _head);
            Enter(Phase.Content, _limits.ContentTime);
        }
    }

    private bool AdvanceContent()
    {
        ContentOutcome outcome = _content.Read(_input.Span[_consumed..], _limits, out int used, out Status refusal);
        _consumed += used;
        switch (outcome)
        {
            case ContentOutcome.Complete:
                Hold();
                return true;
            case ContentOutcome.Refused:
                Refuse(refusal);
                return false;
        }
        // The head stays, since the answer comes later; the content that has been read goes.
        if (_consumed == _input.Length)
            _input.Truncate(_consumed = _head.Length);
        return AwaitMore();
    }

    /// <summary>Half a request at the end of input is dropped in silence; one that takes too long is told so.</summary>
    private bool AwaitMore()
    {
        if (_inputEnded)
            _phase = Phase.Closed;
        else if (_clock.Now >= _deadline)
            Refuse(Status.RequestTimeout);
        return false;
    }

    private void Hold()
    {
        if (_limits.Delay > TimeSpan.Zero)
            Enter(Phase.Delay, _limits.Delay);
        else
            Answer();
    }

    private bool AdvanceDelay()
    {
        if (_clock.Now < _deadline)
            return false;
        Answer();
        return true;
    }

    /// <summary>With Expect, a refusal that is certain already spares the peer its content (RFC 9110 §10.1.1).</summary>
    private bool RefuseEarly()
    {
        Exception? failure = Decide(out Response response);
        bool isRefusal = response.Status >= Status.BadRequest;
        if (isRefusal)
            WriteLast(in response, failure);
        else
            response.File.Handle?.DangerousRelease();
        return isRefusal;
    }

    // A handler that wants to wait is asked again afterwards: the answer is of the time at which it is sent.
    private void Answer()
    {
        Exception? failure = Decide(out Response response);
        if (response.Delay > TimeSpan.Zero && !_hasWaited)
        {
            response.File.Handle?.DangerousRelease();
            _hasWaited = true;
            _batch++;
            Enter(Phase.Delay, response.Delay < _limits.HandlerDelay ? response.Delay : _limits.HandlerDelay);
            return;
        }
        bool persists = failure is null && _head.Persists && !_isDraining && MayPersist?.Invoke() != false;
        // What may still lie unread, here or in the kernel, would turn our close into a reset.
        _lingers = _input.Length > _consumed || _mayBeMore;
        Write(in response, persists, failure);
    }

    private Exception? Decide(out Response response)
    {
        response = default;
        return MethodSemantics.Decide(_handler, in _head, _input.Span, in _clock, _batch, ref response);
    }

    private void Refuse(Status status) => WriteLast(new Response { Status = status }, failure: null);

    /// <summary>The peer may still be sending what nobody will read: linger, or a reset would eat this answer.</summary>
    private void WriteLast(in Response response, Exception? failure)
    {
        _lingers = true;
        Write(in response, persists: false, failure);
    }

    /// <summary>Puts an answer into the output, and makes way for the next request or for the end.</summary>
    private void Write(in Response response, bool persists, Exception? failure)
    {
        long start = _output.Queued;
        _output.Add(in response, new ResponseWriter.Context(_clock, _head.Method == Method.Head, persists, _head.IsHttp10));
        _exchanges?.Add(_head.RequestLine.Of(_input.Span), response.Status, failure, start, _output.Queued, _requestTime);
        if (persists)
            _input.Consume(_consumed);
        else
            _input.Release();
        _head = default;
        _consumed = 0;
        _hasAnswered = true;
        _hasWaited = false;
        Enter(persists ? Phase.Idle : Phase.Farewell, _limits.IdleTime);
    }
}
