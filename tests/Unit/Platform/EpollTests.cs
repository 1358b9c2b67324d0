using System.ComponentModel;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Weft.Platform.Sockets;
using Xunit;

namespace Weft.Tests.Unit.Platform;

public sealed class EpollTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Epoll _epoll = new();
    private readonly EpollEvent[] _ready = new EpollEvent[8];
    private readonly (Socket Near, Socket Far) _pair = SocketPair.Connect();

    public void Dispose()
    {
        _epoll.Dispose();
        _pair.Near.Dispose();
        _pair.Far.Dispose();
    }

    [Fact]
    public void What_is_readable_is_reported_with_its_tag_until_it_is_read()
    {
        Assert.True(_epoll.Add(_pair.Near.SafeHandle, EpollInterest.In, long.MinValue + 7));
        Assert.Equal(0, _epoll.Wait(_ready, TimeSpan.Zero));
        _pair.Far.Send([1]);
        Assert.Equal(new EpollEvent(EpollInterest.In, long.MinValue + 7), Only());
        Assert.Equal(new EpollEvent(EpollInterest.In, long.MinValue + 7), Only());
        _pair.Near.Receive(new byte[8]);
        Assert.Equal(0, _epoll.Wait(_ready, TimeSpan.Zero));
    }

    [Fact]
    public void Several_events_keep_their_own_tags()
    {
        var events = new List<EventFd>();
        for (int i = 0; i < 8; i++)
        {
            events.Add(new EventFd());
            events[i].Set();
            Assert.True(_epoll.Add(events[i].Handle, EpollInterest.In, -1L - i));
        }
        Assert.Equal(8, WaitPatiently(_ready));
        Assert.All(_ready, e => Assert.Equal(EpollInterest.In, e.Events));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => -1L - i), _ready.Select(e => e.Tag).OrderDescending());
        foreach (EventFd e in events)
            e.Dispose();
        Assert.Equal(0, _epoll.Wait(_ready, TimeSpan.Zero));
    }

    [Fact]
    public void A_oneshot_reports_once_until_it_is_armed_again()
    {
        _pair.Far.Send([1]);
        Assert.True(_epoll.Add(_pair.Near.SafeHandle, EpollInterest.In | EpollInterest.OneShot, 1));
        Assert.Equal(1, Only().Tag);
        Assert.Equal(0, _epoll.Wait(_ready, TimeSpan.Zero));
        _epoll.Modify(_pair.Near.SafeHandle, EpollInterest.In | EpollInterest.OneShot, 2);
        Assert.Equal(2, Only().Tag);
    }

    [Fact]
    public void Edge_triggered_reports_a_change_once()
    {
        _pair.Far.Send([1]);
        Assert.True(_epoll.Add(_pair.Near.SafeHandle, EpollInterest.In | EpollInterest.EdgeTriggered, 1));
        Assert.Equal(1, Only().Tag);
        Assert.Equal(0, _epoll.Wait(_ready, TimeSpan.Zero));
        _pair.Far.Send([1]);
        Assert.Equal(1, Only().Tag);
    }

    [Fact]
    public void A_peer_that_finished_sending_is_told_from_one_that_is_gone()
    {
        Assert.True(_epoll.Add(_pair.Near.SafeHandle, EpollInterest.In | EpollInterest.ReadHangup, 1));
        _pair.Far.Shutdown(SocketShutdown.Send);
        Assert.Equal(EpollInterest.In | EpollInterest.ReadHangup, Only().Events);
        _pair.Far.Dispose();
        _epoll.Modify(_pair.Near.SafeHandle, EpollInterest.None, 1);
        _pair.Near.Shutdown(SocketShutdown.Both);
        Assert.True(Only().Events.HasFlag(EpollInterest.Hangup));
    }

    [Fact]
    public void Removed_or_never_added_is_told_apart()
    {
        Assert.False(_epoll.Remove(_pair.Near.SafeHandle));
        Assert.Throws<Win32Exception>(() => _epoll.Modify(_pair.Near.SafeHandle, EpollInterest.In, 1));
        Assert.True(_epoll.Add(_pair.Near.SafeHandle, EpollInterest.Out | EpollInterest.Exclusive, 1));
        Assert.Throws<Win32Exception>(() => _epoll.Add(_pair.Near.SafeHandle, EpollInterest.Out, 1));
        Assert.Equal(EpollInterest.Out, Only().Events);
        Assert.True(_epoll.Remove(_pair.Near.SafeHandle));
        Assert.Equal(0, _epoll.Wait(_ready, TimeSpan.Zero));
    }

    [Fact]
    public void An_ordinary_file_cannot_be_watched()
    {
        using SafeFileHandle file = File.OpenHandle(typeof(EpollTests).Assembly.Location);
        Assert.Contains("errno 1)", Assert.Throws<Win32Exception>(() => _epoll.Add(file, EpollInterest.In, 1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void No_room_for_an_event_is_a_mistake() =>
        Assert.Throws<Win32Exception>(() => _epoll.Wait([], TimeSpan.Zero));

    [Fact]
    public void Each_of_several_waiting_threads_gets_its_own_event()
    {
        using var first = new EventFd();
        using var second = new EventFd();
        Assert.True(_epoll.Add(first.Handle, EpollInterest.In | EpollInterest.OneShot, 1));
        Assert.True(_epoll.Add(second.Handle, EpollInterest.In | EpollInterest.OneShot, 2));
        long[] tags = new long[2];
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(i => new Thread(() =>
        {
            var own = new EpollEvent[1];
            if (WaitPatiently(own) == 1)
                tags[i] = own[0].Tag;
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        first.Set();
        second.Set();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.Equal([1, 2], tags.Order());
    }

    [Fact]
    public void Timeouts_are_rounded_up_and_bounded()
    {
        Assert.Equal(-1, Epoll.Milliseconds(null));
        Assert.Equal(0, Epoll.Milliseconds(TimeSpan.Zero));
        Assert.Equal(0, Epoll.Milliseconds(TimeSpan.FromSeconds(-1)));
        Assert.Equal(1, Epoll.Milliseconds(TimeSpan.FromTicks(1)));
        Assert.Equal(1, Epoll.Milliseconds(TimeSpan.FromMilliseconds(1)));
        Assert.Equal(2, Epoll.Milliseconds(TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond + 1)));
        Assert.Equal(int.MaxValue, Epoll.Milliseconds(TimeSpan.MaxValue));
    }

    [Fact]
    public void Waiting_allocates_nothing()
    {
        Assert.True(_epoll.Add(_pair.Near.SafeHandle, EpollInterest.Out, 1));
        _ = Only();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            _ = _epoll.Wait(_ready, Patience);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void An_event_file_is_readable_until_it_is_cleared()
    {
        using var file = new EventFd();
        Assert.True(_epoll.Add(file.Handle, EpollInterest.In, 5));
        file.Clear();
        file.Set();
        file.Set();
        Assert.Equal(5, Only().Tag);
        file.Clear();
        Assert.Equal(0, _epoll.Wait(_ready, TimeSpan.Zero));
    }

    [Fact]
    public void A_waker_wakes_an_epoll_and_a_thread_that_polls()
    {
        using var waker = new Waker();
        Assert.True(_epoll.Add(waker.Handle, EpollInterest.In, 9));
        _pair.Far.Send([1]);
        Assert.True(waker.WaitReadable(_pair.Near));
        bool? readable = null;
        var thread = new Thread(() => readable = waker.WaitReadable(_pair.Far));
        thread.Start();
        Assert.False(waker.IsSet);
        waker.Set();
        thread.Join();
        Assert.False(readable);
        Assert.True(waker.IsSet);
        Assert.Equal(9, Only().Tag);
    }

    private EpollEvent Only()
    {
        Assert.Equal(1, WaitPatiently(_ready));
        return _ready[0];
    }

    // A signal may end a wait early.
    private int WaitPatiently(EpollEvent[] ready)
    {
        int count;
        long start = Environment.TickCount64;
        do
        {
            count = _epoll.Wait(ready, Patience);
        }
        while (count == 0 && Environment.TickCount64 - start < Patience.TotalMilliseconds);
        return count;
    }
}
