namespace Weft.Bench.Sieges;

/// <summary>The rc file that siege runs with, so that nothing depends on what the user has in his own.</summary>
internal static class SiegeFile
{
    /// <summary>Whatever decides about the figures is said, also where siege's default is the same.</summary>
    public const string Text = """
        # The page alone, each time over a new connection, as fast as it goes.
        benchmark = true
        connection = close
        protocol = HTTP/1.1
        parser = false
        cache = false
        cookies = false
        accept-encoding = identity
        follow-location = false
        # 512 users need more than the 255 that are the default.
        limit = 1024
        # A failed request is counted; it does not end the siege.
        failures = 10000000
        timeout = 30
        # The summary, and nothing that takes time while it runs.
        verbose = false
        quiet = false
        color = off
        json_output = false
        logging = false
        show-logfile = false

        """;
}
