using System.Globalization;
using System.Text;

namespace Weft.Tests.Soak;

/// <summary>The run on a page of Markdown.</summary>
internal static class Summary
{
    /// <returns>The page, and whether every criterion is met.</returns>
    public static (string Page, bool IsGood) Of(SoakRun soak, SoakOptions options, bool isWhole)
    {
        StringBuilder page = new();
        page.AppendLine(CultureInfo.InvariantCulture, $"## Soak: {string.Join(" and ", options.Engines)}").AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture,
            $"{soak.Loaded.TotalMinutes:0.0} minutes of load at the same time, {options.Clients} clients per server, seed {options.Seed}; the clients used {soak.OwnLoad:0} % of one core (aim: {options.Load:0} %); {soak.Changes} changes of files meanwhile.").AppendLine();
        WriteScenarios(page, soak);
        bool isGood = isWhole;
        foreach ((Crowd crowd, Recording recording) in soak.Servers.Where(_ => isWhole))
            isGood &= WriteServer(page, crowd, recording);
        foreach (string report in soak.Servers.SelectMany(each => each.Crowd.Reports))
            page.Append("- `").Append(report).AppendLine("`");
        page.AppendLine().AppendLine(CultureInfo.InvariantCulture,
            $"**Verdict: {(isGood ? "passed" : isWhole ? "failed" : "cut short, so nothing is shown")}.**");
        return (page.ToString(), isGood);
    }

    private static void WriteScenarios(StringBuilder page, SoakRun soak)
    {
        page.Append("| scenario |");
        foreach ((Crowd crowd, _) in soak.Servers)
            page.Append(CultureInfo.InvariantCulture, $" {crowd.Server.Engine}: played | answers | wrong |");
        page.AppendLine().Append("|---|").Insert(page.Length, "---|---|---|", soak.Servers.Count()).AppendLine();
        foreach (string name in Scenarios.Scenario.All.Select(scenario => scenario.Name))
        {
            page.Append(CultureInfo.InvariantCulture, $"| {name} |");
            foreach (Tally tally in soak.Servers.Select(each => each.Crowd.Tallies[name]))
                page.Append(CultureInfo.InvariantCulture, $" {tally.Sessions} | {tally.Answers} | {tally.Wrong} |");
            page.AppendLine();
        }
        page.Append("| all |");
        foreach ((Crowd crowd, _) in soak.Servers)
            page.Append(CultureInfo.InvariantCulture, $" {crowd.Tallies.Values.Sum(tally => tally.Sessions)} | {crowd.Answers} | {crowd.Wrong} |");
        page.AppendLine().AppendLine();
    }

    private static bool WriteServer(StringBuilder page, Crowd crowd, Recording recording)
    {
        page.AppendLine(CultureInfo.InvariantCulture, $"### {crowd.Server.Engine}").AppendLine();
        page.AppendLine("| at rest | RSS, MB | PSS, MB | sockets | files of the site | libraries | other descriptors | threads |");
        page.AppendLine("|---|---|---|---|---|---|---|---|");
        WriteSample(page, "before the first client", recording.AtStart);
        foreach (Repose repose in recording.Reposes)
            WriteSample(page, string.Create(CultureInfo.InvariantCulture, $"after {repose.Percent:0} %"), repose.Sample);
        page.AppendLine().AppendLine(CultureInfo.InvariantCulture,
            $"Under load: at most {recording.MostDescriptors} descriptors and {recording.MostThreads} threads in {recording.Count} samples; {recording.Reposes[^1].Sample.CpuSeconds:0} s of processor time, {recording.Reposes[^1].Sample.CpuSeconds / crowd.Answers * 1e6:0} us for an answer.").AppendLine();
        page.AppendLine("| criterion | met | figures |").AppendLine("|---|---|---|");
        bool isGood = true;
        foreach (Criterion criterion in Criterion.Of(crowd, recording))
        {
            isGood &= criterion.IsMet;
            page.AppendLine(CultureInfo.InvariantCulture, $"| {criterion.What} | {(criterion.IsMet ? "yes" : "**no**")} | {criterion.Figures} |");
        }
        page.AppendLine();
        if (crowd.Server.Errors.Length > 0)
            page.AppendLine("```").AppendLine(crowd.Server.Errors[..Math.Min(2000, crowd.Server.Errors.Length)]).AppendLine("```").AppendLine();
        return isGood;
    }

    private static void WriteSample(StringBuilder page, string when, ProcessSample sample) =>
        page.AppendLine(CultureInfo.InvariantCulture,
            $"| {when} | {sample.Rss / 1024.0:0.0} | {sample.Pss / 1024.0:0.0} | {sample.Sockets} | {sample.SiteFiles} | {sample.Libraries} | {sample.OtherDescriptors} | {sample.Threads} |");
}
