using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using MediatR;

namespace GmailPlatform.Application.Console;

/// <summary>Resolves a grant id that a person typed: in full, or its last twelve digits, as the console shows them. Fails when none or several match.</summary>
public sealed record FindGrantId(string Text) : IRequest<Result<GrantReference>>
{
    /// <summary>Hexadecimal digits of a short id.</summary>
    public const int ShortIdLength = 12;

    /// <summary>How the console shows an id.</summary>
    public static string ShortIdOf(Guid grantId) => grantId.ToString()[^ShortIdLength..];

    /// <summary>Whether the text has the form of a short id.</summary>
    public static bool IsShortId(string text) => text.Length == ShortIdLength && text.All(char.IsAsciiHexDigit);
}

/// <summary>The grant that was found.</summary>
public sealed record GrantReference(Guid GrantId);

internal sealed class FindGrantIdHandler(IGrantDirectory grants) : IRequestHandler<FindGrantId, Result<GrantReference>>
{
    public async Task<Result<GrantReference>> Handle(FindGrantId query, CancellationToken cancellationToken)
    {
        var text = query.Text.Trim();
        if (Guid.TryParse(text, out var id))
        {
            return new GrantReference(id);
        }

        if (!FindGrantId.IsShortId(text))
        {
            return CommonFailures.Validation("grant", "Give a grant's id, or its last twelve digits.");
        }

        return await grants.FindIdsAsync(text.ToLowerInvariant(), cancellationToken) switch
        {
            [var only] => new GrantReference(only),
            [] => ConsoleFailures.UnknownGrant with { Errors = Named("No grant id ends with these digits.") },
            _ => CommonFailures.Validation("grant", "More than one grant id ends with these digits. Give the whole id."),
        };
    }

    private static Dictionary<string, string[]> Named(string message) => new() { ["grant"] = [message] };
}
