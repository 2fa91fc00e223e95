namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>A <c>multipart/mixed</c> body of calls to Gmail.</summary>
/// <param name="Boundary">What separates the parts.</param>
/// <param name="Parts">Each with its own headers.</param>
internal sealed record BatchBody(string Boundary, IReadOnlyList<BatchPart> Parts)
{
    /// <summary>Puts this body in the place of the client's.</summary>
    public async Task ReplaceBodyOfAsync(HttpRequest request)
    {
        using var content = new MultipartContent("mixed", Boundary);
        foreach (var part in Parts)
        {
            content.Add(part.ToContent());
        }

        var bytes = await content.ReadAsByteArrayAsync(request.HttpContext.RequestAborted);
        request.Headers.Remove("Transfer-Encoding");
        request.ContentType = $"multipart/mixed; boundary={Boundary}";
        request.ContentLength = bytes.Length;
        request.Body = new MemoryStream(bytes, writable: false);
    }
}
