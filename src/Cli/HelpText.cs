using Weft.Server;

namespace Weft.Cli;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    public static string Text { get; } = $"""
        Usage: weft [options] [FOLDER]

        Serves the files of FOLDER over HTTP/1.1; without one, the demo site that comes with Weft.

        What and where
          -f, --folder FOLDER       the same as FOLDER (also --base, --root, --directory)
          -p, --port PORT           TCP port; 0 picks a free one and prints the URL (default 8085)
          -b, --bind ADDRESS        address to listen on (also --host; default 127.0.0.1);
                                    0.0.0.0 is every IPv4 address, :: every address at all

        How
          -c, --concurrency ENGINE  {string.Join(", ", HttpServer.EngineNames.Take(4))},
                                    {string.Join(", ", HttpServer.EngineNames.Skip(4))} (default thread)
          -w, --workers N           workers, for engines with a fixed number of them
                                    (default: one per processor)
              --spares N            processes kept ready for the next clients by -c process
                                    (default 4)
              --max-processes N     most processes of -c process; further clients wait (default 128)
              --max-connections N   most connections at once; further clients wait
                                    (default: as many as there are file descriptors for)
              --max-per-address N   most connections from one client address; further ones
                                    get 503 at once (default: no such bound)
          -d, --delay[=SECONDS]     hold every answer back, to watch an engine at work
                                    (alone: 5 seconds; fractions allowed)
              --recv BYTES          most bytes of one receive call (default 65536)
              --timeout SECONDS     patience with a silent or slow client (default 30)
              --grace SECONDS       how long finishing may take after Ctrl-C or SIGTERM
                                    (default: as long as it takes)

        Talk
          -v, --verbose             one line per request on stderr
          -q, --quiet               no banner
          -V, --version             print the version
          -h, --help                print this

        Ctrl-C finishes what has begun and ends; a second Ctrl-C ends at once.
        """;
}
