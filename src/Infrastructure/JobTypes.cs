using System.Reflection;
using Hangfire;
using Hangfire.Server;
using Hangfire.States;

namespace GmailPlatform.Infrastructure;

/// <summary>
/// The types that a stored job may name. A row names a type and a method, and Hangfire would call any: only this platform's job classes
/// run, with arguments of plain types.
/// </summary>
internal sealed class JobTypes : IServerFilter
{
    private static readonly HashSet<Type> Jobs = typeof(JobTypes).Assembly.GetTypes()
        .Where(type => type.GetMethods().Any(method => method.GetCustomAttribute<QueueAttribute>() is not null))
        .ToHashSet();

    private static readonly Type[] Arguments =
        [typeof(CancellationToken), typeof(Guid), typeof(string), typeof(int), typeof(long), typeof(bool), typeof(DateTimeOffset), typeof(DateTime), typeof(TimeSpan)];

    private static readonly Dictionary<string, Type> Allowed = Jobs.Concat(Arguments).ToDictionary(type => type.FullName!, StringComparer.Ordinal);

    /// <summary>Hangfire writes states of its own, such as that of a continuation, with their type.</summary>
    private static readonly Assembly Hangfire = typeof(BackgroundJob).Assembly;

    private const string HangfireStates = "Hangfire.States.";

    /// <summary>The type for a stored name, whatever version of its assembly wrote it. Throws for all others, and loads none of them.</summary>
    public static Type Resolve(string? name)
    {
        var fullName = (name ?? "").Split(',')[0].Trim();
        return Allowed.GetValueOrDefault(fullName)
            ?? (fullName.StartsWith(HangfireStates, StringComparison.Ordinal) && Hangfire.GetType(fullName) is { } state && state.IsAssignableTo(typeof(IState)) ? state : null)
            ?? throw new TypeLoadException($"A stored job names the type '{fullName}', which is no job of this platform.");
    }

    /// <summary>The resolver is one of a process, and a static method needs no activator: this is asked for each job that is about to run.</summary>
    public void OnPerforming(PerformingContext context)
    {
        var job = context.BackgroundJob.Job;
        if (!Jobs.Contains(job.Type) || job.Method.DeclaringType != job.Type || job.Method.GetCustomAttribute<QueueAttribute>() is null)
        {
            throw new InvalidOperationException($"Job {context.BackgroundJob.Id} names '{job.Type.FullName}.{job.Method.Name}', which is no job of this platform.");
        }
    }

    public void OnPerformed(PerformedContext context)
    {
    }
}
