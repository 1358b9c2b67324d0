using Weft.Server;

namespace Weft.Cli;

/// <summary>What <c>--help</c> prints: short enough to be read without scrolling back.</summary>
internal static class HelpText
{
    public static string Text { get; } = $"""
        Usage: weft [options] [FOLDER]

        Serves the files of FOLDER, or of the current folder, at http://127.0.0.1:8085/

          weft                      the current folder
          weft --demo               the demo site that comes with Weft
          weft -b 0.0.0.0 ~/Public  a folder, for every device on your network
          weft -c single -d -v      every answer takes 5 seconds: watch who waits

        What and where
          -f, --folder FOLDER       same as FOLDER (also --base, --root, --directory)
              --demo                serve the demo site
          -p, --port PORT           TCP port; 0 picks a free one (default 8085)
          -b, --bind ADDRESS        listen on ADDRESS (also --host; default 127.0.0.1);
                                    0.0.0.0: all IPv4 addresses, :: all addresses

        How
          -c, --concurrency ENGINE  {string.Join(", ", HttpServer.EngineNames.Take(4))},
                                    {string.Join(", ", HttpServer.EngineNames.Skip(4))} (default thread)
          -w, --workers N           workers of thread-pool, process-pool and event-loop
                                    (default: one per processor)
              --spares N            processes that -c process keeps ready (default 4)
              --max-processes N     most processes of -c process; more clients wait
                                    (default 128)
              --max-connections N   most connections at once; more clients wait
                                    (default: what the file descriptors allow)
              --max-per-address N   most connections of one client address; further
                                    ones get 503 at once (default: no limit)
          -d, --delay[=SECONDS]     hold every answer back (alone: 5 seconds)
              --recv BYTES          most bytes of one receive call (default 65536)
              --timeout SECONDS     patience with a silent or slow client (default 30)
              --grace SECONDS       after Ctrl-C or SIGTERM, cut what takes longer
                                    (default: wait until all is finished)

        Messages
          -v, --verbose             one line per request on stderr
          -q, --quiet               print errors only, and the URL of -p 0
          -V, --version             print the version
          -h, --help                print this

        Ctrl-C finishes what has begun and ends; a second Ctrl-C ends at once.
        """;
}
