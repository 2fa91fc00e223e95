using System.Globalization;

namespace GmailPlatform.Bench.Measures;

/// <summary>What one piece of work took of the processors.</summary>
/// <param name="Program">Microseconds of the program that did it.</param>
/// <param name="Postgres">Microseconds of PostgreSQL.</param>
internal sealed record Cpu(double Program, double Postgres);

/// <summary>Processor time of processes: what a busy machine disturbs less than the time on the wall.</summary>
internal sealed class ProcessorTime(int postgres)
{
    private const int ParentField = 1;
    private const int UserField = 11;
    private const int SystemField = 12;
    private const int ChildrenUserField = 13;
    private const int ChildrenSystemField = 14;

    // USER_HZ of the kernel's interface (proc(5)), whatever the kernel's own clock.
    private const int TicksPerSecond = 100;

    /// <summary>Answers what a piece of the work took; the work says how many pieces it did.</summary>
    public async Task<(T Result, Cpu Each)> MeasureAsync<T>(int program, Func<Task<T>> work, Func<T, int> pieces)
    {
        var before = (Program: Of(program), Postgres: OfFamily(postgres));
        var result = await work();
        var after = (Program: Of(program), Postgres: OfFamily(postgres));
        return (result, new Cpu(
            (after.Program - before.Program).TotalMicroseconds / pieces(result),
            (after.Postgres - before.Postgres).TotalMicroseconds / pieces(result)));
    }

    private static TimeSpan Of(int processId) =>
        Read(processId) is { Length: > ChildrenSystemField } fields ? Ticks(fields) : throw new InvalidOperationException($"Process {processId} has ended.");

    /// <summary>Of a process and its children, those that have ended included.</summary>
    private static TimeSpan OfFamily(int processId) => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? (Id: id, Fields: Read(id)) : (Id: 0, Fields: []))
        .Where(process => process.Fields.Length > ChildrenSystemField && (process.Id == processId || Number(process.Fields[ParentField]) == processId))
        .Aggregate(TimeSpan.Zero, (sum, process) => sum + Ticks(process.Fields) + (process.Id == processId ? EndedChildren(process.Fields) : TimeSpan.Zero));

    private static TimeSpan Ticks(string[] fields) => Sum(fields[UserField], fields[SystemField]);

    private static TimeSpan EndedChildren(string[] fields) => Sum(fields[ChildrenUserField], fields[ChildrenSystemField]);

    private static TimeSpan Sum(string user, string system) => TimeSpan.FromSeconds((Number(user) + Number(system)) / (double)TicksPerSecond);

    /// <summary>The fields after the program's name, which may hold spaces; none when the process is gone.</summary>
    private static string[] Read(int processId)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{processId}/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
