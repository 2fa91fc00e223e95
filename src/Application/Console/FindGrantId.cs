using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using MediatR;

namespace GmailPlatform.Application.Console;

/// <summary>The grant that a person names, by its id or by the last twelve digits of it, as the console prints them.</summary>
public sealed record FindGrantId(string Text) : IRequest<Result<GrantReference>>
{
    /// <summary>Hexadecimal digits of a short id.</summary>
    public const int ShortIdLength = 12;

    /// <summary>How the console prints an id.</summary>
    public static string ShortIdOf(Guid grantId) => grantId.ToString()[^ShortIdLength..];

    public static bool IsShortId(string text) => text.Length == ShortIdLength && text.All(char.IsAsciiHexDigit);
}

/// <summary>A grant, named.</summary>
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
            return CommonFailures.Validation("grant", "A grant is named by its id, or by the last twelve digits of it.");
        }

        return await grants.FindIdsAsync(text.ToLowerInvariant(), cancellationToken) switch
        {
            [var only] => new GrantReference(only),
            [] => ConsoleFailures.UnknownGrant with { Errors = Named("There is no grant whose id ends like this.") },
            _ => CommonFailures.Validation("grant", "More than one id ends like this. Give the whole id."),
        };
    }

    private static Dictionary<string, string[]> Named(string message) => new() { ["grant"] = [message] };
}
