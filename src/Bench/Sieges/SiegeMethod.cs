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
                + "users. How many users there were is read from what it printed.",
            "Every siege found a server that had just been started, with its ordinary settings, and had the machine to itself but for "
                + "siege: client and server share its processors, and what one takes the other lacks.",
            "For each number of users came all engines in turn, the next time in reverse, so that whatever changed about the machine "
                + "meanwhile changed for all alike.",
            "One siege stands behind each figure. What a second one would say is not known; differences of a few per cent decide nothing.",
            "A megabyte of siege's is 1,048,576 bytes.",
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
            yield return "siege prints times to a hundredth of a second, in which many answers are 0.00. Its concurrency is the sum of all "
                + "response times over the time elapsed, so concurrency over rate is their mean, and that stands below its rows in "
                + "milliseconds.";
        }
    }

    private static string Ports(IReadOnlyList<Siege> sieges)
    {
        double Most(string figure) => sieges.Select(siege => siege.Of(figure)).DefaultIfEmpty().Max();
        double waiting = Math.Max(Most(TimeWait.Before), Most(TimeWait.After)), reuse = Most(TimeWait.Reuse);
        bool hasRunOut = sieges.Any(siege => siege.Cell.Output.Contains("Cannot assign requested address", StringComparison.Ordinal));
        return "A connection for each page leaves a socket that waits a minute before its port is free (TIME_WAIT). At the start or end "
            + $"of a siege there were up to {Number.Format(waiting)} of them; a client has {Number.Format(Most(TimeWait.Ports))} ports, and "
            + $"`net.ipv4.tcp_tw_reuse` was {Number.Format(reuse)}"
            + (reuse == 0 ? ", so that none is used again before. " : ", which lets a port on loopback be used again after a second. ")
            + (hasRunOut ? "**Connections failed for want of a port**, and count as failed." : "No connection failed for want of a port.");
    }

    private static IEnumerable<string> Hangs(IReadOnlyList<Siege> sieges)
    {
        double hangs = sieges.Sum(siege => siege.Of(Siege.Hangs));
        if (hangs > 0)
        {
            yield return "siege can lock itself up when its time is over, and never end "
                + $"([its issue 66](https://github.com/JoeDog/siege/issues/66)). It did so {(hangs == 1 ? "once" : $"{Number.Format(hangs)} times")} "
                + "here; then it was ended, and that siege laid again to a new server. Nothing of what it had done before is in these figures.";
        }
    }
}
