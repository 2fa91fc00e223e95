namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Arms and disarms faults.</summary>
internal static class FaultControl
{
    public static void MapFaultControl(this IEndpointRouteBuilder sandbox)
    {
        sandbox.MapGet("/faults", (FaultBook faults) => ControlAnswers.Ok(new { faults = faults.All() }));
        sandbox.MapPost("/faults", (Fault fault, FaultBook faults) => fault.Validate() is { } problem
            ? ControlAnswers.Invalid("invalid_fault", problem)
            : ControlAnswers.Created(new { id = faults.Add(fault).Id }));
        sandbox.MapDelete("/faults/{id}", (string id, FaultBook faults) =>
            faults.Remove(id) ? Results.NoContent() : ControlAnswers.Unknown("such fault"));
        sandbox.MapDelete("/faults", (FaultBook faults) =>
        {
            faults.Clear();
            return Results.NoContent();
        });
    }
}
