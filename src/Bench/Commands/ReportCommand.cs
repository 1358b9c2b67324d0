using System.CommandLine;
using Weft.Bench.Reporting;
using Weft.Bench.Running;

namespace Weft.Bench.Commands;

/// <summary><c>bench report SUITE</c>: makes reports again from the figures that are there.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        Argument<string> suite = new("SUITE") { Description = "whose reports to make again" };
        suite.AcceptOnlyFromAmong([.. Reports.Names]);
        Option<string?> output = CommonOptions.Output();
        Command command = new("report", "Make the reports of a suite again from what it measured") { suite, output };
        command.SetAction(parsed =>
        {
            Workspace workspace = Workspace.Open(parsed.GetValue(output), isFull: true);
            foreach (string path in Reports.Rebuild(parsed.GetRequiredValue(suite), workspace.Reports))
                Console.Out.WriteLine(path);
        });
        return command;
    }
}
