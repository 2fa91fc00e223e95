namespace GmailPlatform.WebApi.Hosting;

internal static class EndpointDescriptions
{
    /// <summary>Gives a route the name of its use case, a line for the reference, and the problems that any call may meet.</summary>
    public static RouteHandlerBuilder Named(this RouteHandlerBuilder route, string name, string description) => route
        .WithName(name)
        .WithSummary(InWords(name))
        .WithDescription(description)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>"GetAccessToken" as "Get access token".</summary>
    private static string InWords(string name) =>
        name[0] + string.Concat(name.Skip(1).Select(c => char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));
}
