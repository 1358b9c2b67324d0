using System.Net;
using Weft.Server.Transport;
using Xunit;

namespace Weft.Tests.Unit.Server;

/// <summary>CN-12: who is one client, who is another, and when a place is free again.</summary>
public sealed class AddressLimitTests
{
    [Fact]
    public void AnAddressHasSoManyPlacesAndNoMore()
    {
        var limit = new AddressLimit(3);
        Assert.Equal([true, true, true, false, false], Enter(limit, "192.0.2.1", 5));
        // What was refused was not counted.
        limit.Leave(IPAddress.Parse("192.0.2.1"));
        Assert.Equal([true, false], Enter(limit, "192.0.2.1", 2));
    }

    [Fact]
    public void AnotherAddressHasPlacesOfItsOwn()
    {
        var limit = new AddressLimit(1);
        Assert.Equal([true, false], Enter(limit, "192.0.2.1", 2));
        Assert.Equal([true, false], Enter(limit, "192.0.2.2", 2));
        limit.Leave(IPAddress.Parse("192.0.2.2"));
        Assert.Equal([false], Enter(limit, "192.0.2.1", 1));
    }

    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2::1")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff")]
    [InlineData("fe80::1", "fe80::1%7")]
    public void TheseAreOneClient(string one, string same)
    {
        var limit = new AddressLimit(1);
        Assert.Equal([true], Enter(limit, one, 1));
        Assert.Equal([false], Enter(limit, same, 1));
        // It does not matter either in which of its looks a client leaves.
        limit.Leave(IPAddress.Parse(same));
        Assert.Equal([true], Enter(limit, one, 1));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.0")]
    [InlineData("192.0.2.1", "193.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1")]
    [InlineData("2001:db8:1:2::1", "2003:db8:1:2::1")]
    [InlineData("0.0.0.0", "::1")]
    [InlineData("192.0.2.1", "c000:201::")]
    public void TheseAreTwo(string one, string other)
    {
        var limit = new AddressLimit(1);
        Assert.Equal([true], Enter(limit, one, 1));
        Assert.Equal([true], Enter(limit, other, 1));
        Assert.Equal(2, limit.Clients);
    }

    [Fact]
    public void WhoHasNoConnectionIsForgotten()
    {
        var limit = new AddressLimit(2);
        for (int i = 0; i < 1000; i++)
        {
            var address = new IPAddress(i);
            Assert.True(limit.TryEnter(address) && limit.TryEnter(address));
            limit.Leave(address);
            Assert.Equal(1, limit.Clients);
            limit.Leave(address);
            Assert.Equal(0, limit.Clients);
        }
    }

    /// <summary>Eight threads come and go; if one of their counts were lost, somebody would stay, or the count would be missing.</summary>
    [Fact]
    public void ManyThreadsAgreeOnTheCount()
    {
        var limit = new AddressLimit(8);
        int refused = 0;
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                if (limit.TryEnter(IPAddress.Loopback))
                    limit.Leave(IPAddress.Loopback);
                else
                    Interlocked.Increment(ref refused);
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        Assert.Equal(0, refused);
        Assert.Equal(0, limit.Clients);
    }

    private static bool[] Enter(AddressLimit limit, string address, int times) =>
        [.. Enumerable.Range(0, times).Select(_ => limit.TryEnter(IPAddress.Parse(address)))];
}
