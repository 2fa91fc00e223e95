using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>The control API's own JSON.</summary>
internal static class ControlAnswers
{
    public static IResult Ok(object body) => Results.Json(body, JsonAnswer.Indented);

    public static IResult Created(object body) => Results.Json(body, JsonAnswer.Indented, statusCode: StatusCodes.Status201Created);

    public static IResult Invalid(string error, string message) =>
        Results.Json(new ControlError(error, message), JsonAnswer.Indented, statusCode: StatusCodes.Status400BadRequest);

    public static IResult Unknown(string what) =>
        Results.Json(new ControlError("not_found", $"There is no {what}."), JsonAnswer.Indented, statusCode: StatusCodes.Status404NotFound);

    public static IResult Conflict(string message) =>
        Results.Json(new ControlError("conflict", message), JsonAnswer.Indented, statusCode: StatusCodes.Status409Conflict);

    private sealed record ControlError(string Error, string Message);
}
