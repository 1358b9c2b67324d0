using Weft.Bench.Reporting;

namespace Weft.Bench.Sieges;

/// <summary>How sieges were laid, and what happened meanwhile that a reader should know.</summary>
internal static class SiegeMethod
{
    public static IEnumerable<Block> Of(IReadOnlyList<Siege> sieges)
    {
        yield return new Heading("How it was measured");
        yield return new Bullets(
        [
            $"siege ran as `{sieges.Select(siege => siege.GeneralCommand).FirstOrDefault()}`, once for each engine and each number of "
                + "users. The number of users is read from what siege printed.",
            "Each siege met a server that had just been started, with its ordinary settings. Nothing else ran on the machine. Client and server share "
                + "its processors, so what one takes the other lacks.",
            "All engines took turns at each number of users, in reverse order at the next, so that a change of the machine met all of them.",
            "Each figure comes from one siege. A second one might differ by a few per cent, so differences that small decide nothing.",
            "siege counts a megabyte as 1,048,576 bytes.",
            .. Precision(sieges),
            Ports(sieges),
            .. Hangs(sieges),
        ]);
        yield return new Listing("siege read these settings and no others", SiegeFile.Text, IsFolded: false);
    }

    private static IEnumerable<string> Precision(IReadOnlyList<Siege> sieges)
    {
        if (sieges.Any(siege => !siege.Summary.IsInMilliseconds))
        {
            yield return "siege prints times in hundredths of a second, so many of them are 0.00. Its concurrency is the sum of all response times divided "
                + "by the time elapsed. Concurrency divided by rate is therefore the mean response time. It stands below siege's rows, in "
                + "milliseconds.";
        }
    }

    private static string Ports(IReadOnlyList<Siege> sieges)
    {
        double Most(string figure) => sieges.Select(siege => siege.Of(figure)).DefaultIfEmpty().Max();
        double waiting = Math.Max(Most(TimeWait.Before), Most(TimeWait.After)), reuse = Most(TimeWait.Reuse);
        bool hasRunOut = sieges.Any(siege => siege.Cell.Output.Contains("Cannot assign requested address", StringComparison.Ordinal));
        return "Each connection leaves a socket that keeps its port for a minute (TIME_WAIT). At the start or end "
            + $"of a siege there were up to {Number.Format(waiting)} of them. A client has {Number.Format(Most(TimeWait.Ports))} ports, and "
            + $"`net.ipv4.tcp_tw_reuse` was {Number.Format(reuse)}"
            + (reuse == 0 ? ", so no port is used again within that minute. " : ", which lets a port on loopback be used again after a second. ")
            + (hasRunOut ? "**Connections failed because no port was free**, and count as failed." : "No connection failed because no port was free.");
    }

    private static IEnumerable<string> Hangs(IReadOnlyList<Siege> sieges)
    {
        double hangs = sieges.Sum(siege => siege.Of(Siege.Hangs));
        if (hangs > 0)
        {
            yield return "siege can lock itself up when its time is over, and never end "
                + $"([its issue 66](https://github.com/JoeDog/siege/issues/66)). It did so {(hangs == 1 ? "once" : $"{Number.Format(hangs)} times")} "
                + "here. It was then ended, and the siege was repeated with a new server. These figures hold nothing of what it had done before.";
        }
    }
}
