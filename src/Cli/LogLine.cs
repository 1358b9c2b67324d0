using System.Globalization;
using System.Net;
using Weft.Http;
using Weft.Server;

namespace Weft.Cli;

/// <summary>One line per exchange: when it ended, who served whom, what was asked and answered, and how long it took.</summary>
internal static class LogLine
{
    /// <summary>
    /// <c>14:03:27.512 [12, thread 7] 127.0.0.1:40312 "GET / HTTP/1.1" 200 1532 bytes 0.41 ms</c>: the time of day, the
    /// connection's socket, who served it.
    /// </summary>
    /// <param name="served">The exchange.</param>
    /// <param name="now">The time of day at which it ended.</param>
    /// <param name="ink">The colours of the terminal, or none.</param>
    public static string Of(ServedExchange served, DateTime now, Ink ink)
    {
        Exchange exchange = served.Exchange;
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{TimeOfDay(now, ink)} [{served.Socket}, {served.ServedBy}] {Client(served.Client)} " +
            $"\"{Escape.Bytes(exchange.RequestLine)}\" {ink.Status((int)exchange.Status)} {exchange.BytesSent} bytes " +
            $"{exchange.Duration.TotalMilliseconds:0.00} ms");
        if (exchange.Failure is { } failure)
            line += $" failed: {failure.GetType().Name}: {Escape.Controls(failure.Message)}";
        return exchange.IsWhole ? line : line + " cut short";
    }

    /// <summary>What a line of <c>-v</c> begins with.</summary>
    public static string TimeOfDay(DateTime now, Ink ink) =>
        ink.Faint(now.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture));

    private static string Client(EndPoint? client) => client switch
    {
        null => "-",
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped => new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port).ToString(),
        _ => client.ToString() ?? "-",
    };
}
