namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Moves the sandbox's clock.</summary>
internal static class ClockControl
{
    // Beyond this the calendar of the token lifetimes would overflow.
    private const double MaximumSeconds = 100.0 * 365 * 24 * 3600;

    public static void MapClockControl(this IEndpointRouteBuilder sandbox)
    {
        sandbox.MapGet("/clock", (SandboxClock clock) => Now(clock));
        sandbox.MapPost("/clock", (ClockChange change, SandboxClock clock) =>
        {
            if (Math.Abs(change.AdvanceSeconds) > MaximumSeconds || double.IsNaN(change.AdvanceSeconds))
            {
                return ControlAnswers.Invalid("invalid_advance", "advanceSeconds is out of range");
            }

            clock.Advance(TimeSpan.FromSeconds(change.AdvanceSeconds));
            return Now(clock);
        });
    }

    private static IResult Now(SandboxClock clock) => ControlAnswers.Ok(new { now = clock.GetUtcNow() });

    private sealed record ClockChange(double AdvanceSeconds);
}
