namespace GmailPlatform.GoogleSandbox.Web;

/// <summary>Parameters of a request, wherever Google accepts them.</summary>
internal static class Forms
{
    /// <summary>The form of the request; empty when the body is something else.</summary>
    public static async Task<IFormCollection> ReadFormOrEmptyAsync(this HttpRequest request, CancellationToken ct)
    {
        try
        {
            return request.HasFormContentType ? await request.ReadFormAsync(ct) : FormCollection.Empty;
        }
        catch (InvalidDataException tooMuch)
        {
            throw new BadHttpRequestException("The form is beyond the limits.", StatusCodes.Status400BadRequest, tooMuch);
        }
    }

    /// <summary>A parameter from the form body, else from the query; null when absent or empty.</summary>
    public static string? Parameter(this HttpRequest request, IFormCollection form, string name) =>
        NullIfEmpty(form[name]) ?? NullIfEmpty(request.Query[name]);

    public static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
