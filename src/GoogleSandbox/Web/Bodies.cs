namespace GmailPlatform.GoogleSandbox.Web;

/// <summary>Request bodies, read whole.</summary>
internal static class Bodies
{
    public static async Task<byte[]> ReadBytesAsync(this HttpRequest request, CancellationToken ct)
    {
        try
        {
            using var content = new MemoryStream();
            await request.Body.CopyToAsync(content, ct);
            return content.ToArray();
        }
        catch (InvalidDataException broken)
        {
            throw new BadHttpRequestException("The body does not decompress.", StatusCodes.Status400BadRequest, broken);
        }
    }
}
