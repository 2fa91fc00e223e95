using GmailPlatform.Domain;
using GmailPlatform.WebApi.Hosting;
using Microsoft.Net.Http.Headers;

namespace GmailPlatform.WebApi.Mailbox.Bodies;

internal static class FormBoundary
{
    /// <summary>Characters (RFC 2046 section 5.1.1).</summary>
    private const int Longest = 70;

    /// <summary>What separates the parts of a form; null for another type of body.</summary>
    public static string? Find(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.MediaType.Equals(IncomingMessage.Form, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= Longest } boundary
            ? boundary
            : throw new RequestRefusedException(CommonFailures.Validation("Content-Type", $"Name a boundary of at most {Longest} characters."), StatusCodes.Status400BadRequest);
    }
}
