using System.Text;

namespace GmailPlatform.Bench.Report;

/// <summary>A table in Markdown.</summary>
internal sealed class Table
{
    private readonly StringBuilder _text = new();

    public Table(params IReadOnlyList<string> columns)
    {
        Add(columns);
        Add([.. columns.Select(_ => "---")]);
    }

    public void Add(params IReadOnlyList<string> cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    public override string ToString() => _text.ToString();
}
