namespace GmailPlatform.WebApi.Hosting;

internal static class EndpointDescriptions
{
    /// <summary>Gives a route the name of its use case, a line for the reference, and the problems that any call may meet.</summary>
    public static RouteHandlerBuilder Named(this RouteHandlerBuilder route, string name, string summary) => route
        .WithName(name)
        .WithSummary(summary)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
