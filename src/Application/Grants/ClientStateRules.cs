using System.Buffers;
using System.Text;
using FluentValidation;
using GmailPlatform.Domain;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Bounds on the application's state where it travels in a URL. Proxies buffer the headers of an answer in 4 KiB by default, and a state
/// grows up to six times by percent-encoding.
/// </summary>
internal static class ClientStateRules
{
    /// <summary>The return URL also carries the outcome and the URL that repairs it, up to 2 KB percent-encoded.</summary>
    private const int LongestReturn = 1200;

    /// <summary>Beside the rest of an authorization request.</summary>
    private const int LongestInAuthorizationUrl = 512;

    private const string Advice = "Send a random key as the state, and keep the data itself in your user's session.";

    /// <summary>For a state that goes back to the application on its return URL; without one the state is only stored.</summary>
    public static IRuleBuilderOptions<T, Secret?> FitsReturnUrl<T>(this IRuleBuilder<T, Secret?> rule, Func<T, string?> returnUrlOf) => rule
        .Must(IsText)
        .WithMessage("A state is Unicode text without unpaired surrogates.")
        .Must((command, state) => state is null || returnUrlOf(command) is not { } returnUrl || !IsText(state) || returnUrl.Length + EncodedLength(state) <= LongestReturn)
        .WithMessage($"The return URL and the percent-encoded state have at most {LongestReturn} characters together, so that proxies pass them on. {Advice}");

    /// <summary>For a state that an authorization URL carries.</summary>
    public static IRuleBuilderOptions<T, Secret?> FitsAuthorizationUrl<T>(this IRuleBuilder<T, Secret?> rule) => rule
        .Must(IsText)
        .WithMessage("A state is Unicode text without unpaired surrogates.")
        .Must(state => state is null || !IsText(state) || EncodedLength(state) <= LongestInAuthorizationUrl)
        .WithMessage($"A percent-encoded state has at most {LongestInAuthorizationUrl} characters here, since a URL that repairs a failure carries it. {Advice}");

    private static int EncodedLength(Secret state) => Uri.EscapeDataString(state.Reveal()).Length;

    /// <summary>Half of a surrogate pair cannot be encoded: it would come back as another character.</summary>
    private static bool IsText(Secret? state) => state is null || !HasUnpairedSurrogate(state.Reveal());

    private static bool HasUnpairedSurrogate(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var consumed) is not OperationStatus.Done)
            {
                return true;
            }

            text = text[consumed..];
        }

        return false;
    }
}
