using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Weft.Http;
using Weft.Server;

namespace Weft.Cli;

/// <summary>
/// The demo site: files, and one live answer, <c>/engine</c>, which says who serves it. <c>/engine?hold=500</c> says so after
/// 500 milliseconds, so that six clients who ask at once can see who waits for whom.
/// </summary>
/// <param name="engine">The engine that serves.</param>
/// <param name="files">Answers everything else.</param>
internal sealed class DemoSite(string engine, RequestHandler files)
{
    /// <summary>The longest an answer is held back, in milliseconds: long enough to be seen, too short to keep connections busy with.</summary>
    private const int MostHold = 1000;

    private static readonly byte[] Fields = [..
        "Content-Type: application/json\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"u8];

    /// <summary>Answers one request.</summary>
    public void Answer(in Request request, ref Response response)
    {
        if (!request.Path.SequenceEqual("/engine"u8))
            files(in request, ref response);
        else if (TryReadHold(request.Query, out int hold))
            SayWhoServes(hold, in request, ref response);
        else
            response.Status = Status.BadRequest;
    }

    /// <summary>
    /// <c>{"engine":"thread","servedBy":"thread 7","hold":500,"time":81234567}</c>: the time is in microseconds, on a clock that
    /// all processes of this machine share, so that answers can be put in order and the time of each hold is known.
    /// </summary>
    private void SayWhoServes(int hold, in Request request, ref Response response)
    {
        long time = request.Clock.Now.Ticks / TimeSpan.TicksPerMicrosecond;
        string answer = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"engine":"{{engine}}","servedBy":"{{HttpServer.ServedBy}}","hold":{{hold}},"time":{{time}}}""");
        response.Status = Status.Ok;
        response.Delay = TimeSpan.FromMilliseconds(hold);
        response.Fields = Fields;
        response.Content = Encoding.ASCII.GetBytes(answer + "\n");
    }

    /// <summary>How long to hold, in whole milliseconds; zero if nothing is asked for, false if it is too long or no number.</summary>
    private static bool TryReadHold(ReadOnlySpan<byte> query, out int hold)
    {
        hold = 0;
        foreach (Range part in query.Split((byte)'&'))
        {
            ReadOnlySpan<byte> word = query[part];
            if (!word.StartsWith("hold="u8))
                continue;
            ReadOnlySpan<byte> number = word["hold="u8.Length..];
            return !number.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                && Utf8Parser.TryParse(number, out hold, out int used) && used == number.Length && hold <= MostHold;
        }
        return true;
    }
}
