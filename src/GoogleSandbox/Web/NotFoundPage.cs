namespace GmailPlatform.GoogleSandbox.Web;

/// <summary>Google's front end answers an unknown URL, or a wrong verb, with a page and never with 405.</summary>
internal static class NotFoundPage
{
    public static IResult Answer(HttpRequest request) => Results.Content(
        Page.Render(
            "Error 404 (Not Found)",
            Html.Of($"<h1>404</h1><p class=\"lead\">The requested URL <code>{request.Path.Value}</code> was not found on this server.</p>")),
        "text/html; charset=UTF-8",
        statusCode: StatusCodes.Status404NotFound);
}
