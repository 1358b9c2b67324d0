using System.Globalization;
using System.Net;
using Weft.Http;
using Weft.Server;

namespace Weft.Cli;

/// <summary>One line per exchange: who served whom, what was asked, what was answered, and how long it took.</summary>
internal static class LogLine
{
    /// <summary>
    /// <c>[12, thread 7] 127.0.0.1:40312 "GET / HTTP/1.1" 200 1532 bytes 0.41 ms</c>: the connection's socket, who served it.
    /// </summary>
    public static string Of(ServedExchange served)
    {
        Exchange exchange = served.Exchange;
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"[{served.Socket}, {served.ServedBy}] {Client(served.Client)} \"{Escape.Bytes(exchange.RequestLine)}\" " +
            $"{(int)exchange.Status} {exchange.BytesSent} bytes {exchange.Duration.TotalMilliseconds:0.00} ms");
        if (exchange.Failure is { } failure)
            line += $" failed: {failure.GetType().Name}: {Escape.Controls(failure.Message)}";
        return exchange.IsWhole ? line : line + " cut short";
    }

    private static string Client(EndPoint? client) => client switch
    {
        null => "-",
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped => new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port).ToString(),
        _ => client.ToString() ?? "-",
    };
}
