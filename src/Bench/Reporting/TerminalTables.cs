using Spectre.Console;
using Weft.Bench.Running;
using Grid = Spectre.Console.Table;

namespace Weft.Bench.Reporting;

/// <summary>What a command has measured, as tables at its end: for whoever ran it, before any file is opened.</summary>
internal static class TerminalTables
{
    /// <summary>Writes tables one below the other.</summary>
    /// <param name="tables">What to show; what a table marks is marked here too.</param>
    /// <param name="output">Where to.</param>
    /// <param name="isTerminal">Whether somebody looks: else it is plain text of 80 columns.</param>
    public static void Write(IEnumerable<Table> tables, TextWriter output, bool isTerminal)
    {
        IAnsiConsole console = Terminal.On(output, isTerminal);
        foreach (Table table in tables)
        {
            if (table.Caption.Length > 0)
                console.Write(new Text(table.Caption + "\n", new Style(decoration: Decoration.Bold)));
            console.Write(GridOf(table));
        }
        output.Flush();
    }

    private static Grid GridOf(Table table)
    {
        Grid grid = new Grid().Border(TableBorder.Simple);
        foreach (Column column in table.Columns)
        {
            string head = column.Unit.Length == 0 ? column.Name : $"{column.Name}\n{column.Unit}";
            TableColumn made = new(new Text(head));
            grid.AddColumn(column.IsText ? made : made.RightAligned().NoWrap());
        }
        foreach (IReadOnlyList<Entry> row in table.Rows)
            grid.AddRow([.. row.Select(entry => new Text(entry.IsMarked ? $"{entry.Text} †" : entry.Text))]);
        return grid;
    }
}
