using System.Diagnostics;
using GmailPlatform.Domain;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Who and what facts come from.</summary>
/// <param name="CorrelationId">The trace id.</param>
/// <param name="CausationId">The span id.</param>
internal sealed record Cause(Actor Actor, string? CorrelationId, string? CausationId)
{
    public static Cause Of(Actor actor, Activity? activity) => new(actor, activity?.TraceId.ToString(), activity?.SpanId.ToString());
}
