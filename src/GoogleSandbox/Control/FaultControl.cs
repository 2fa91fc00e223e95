using GmailPlatform.GoogleSandbox.People;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Arms and disarms faults.</summary>
internal static class FaultControl
{
    public static void MapFaultControl(this IEndpointRouteBuilder sandbox)
    {
        sandbox.MapGet("/faults", (FaultBook faults) => ControlAnswers.Ok(new { faults = faults.All() }));
        sandbox.MapPost("/faults", Arm);
        sandbox.MapDelete("/faults/{id}", (string id, FaultBook faults) =>
            faults.Remove(id) ? Results.NoContent() : ControlAnswers.Unknown("such fault"));
        sandbox.MapDelete("/faults", (FaultBook faults) =>
        {
            faults.Clear();
            return Results.NoContent();
        });
    }

    private static IResult Arm(Fault fault, FaultBook faults, PeopleDirectory people)
    {
        if (fault.Validate() is { } problem)
        {
            return ControlAnswers.Invalid("invalid_fault", problem);
        }

        return fault.Person is not null && people.Find(fault.Person) is null
            ? ControlAnswers.Invalid("invalid_fault", $"There is no person {fault.Person}.")
            : ControlAnswers.Created(new { id = faults.Add(fault).Id });
    }
}
