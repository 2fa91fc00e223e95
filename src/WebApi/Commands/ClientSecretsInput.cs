using System.CommandLine;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;

namespace GmailPlatform.WebApi.Commands;

/// <summary>Google's <c>client_secret.json</c> as an operator gives it: a file or standard input, never an argument, which other users of the machine can see.</summary>
internal static class ClientSecretsInput
{
    private const string Name = "--client-secrets";
    private const string StandardInput = "-";
    private const string Description = "Google's client_secret.json of the tenant's own OAuth client; - reads it from standard input.";

    public static readonly Option<string?> Optional = CommandValues.OptionalFile(Name, Description);
    public static readonly Option<string> Required = CommandValues.RequiredFile(Name, Description);

    /// <summary>Reads the text, and no more than the longest file that is accepted.</summary>
    public static async Task<Result<Secret>> ReadAsync(string path, CancellationToken ct)
    {
        try
        {
            using var reader = path is StandardInput ? new StreamReader(System.Console.OpenStandardInput()) : new StreamReader(path);
            var text = new char[GoogleClientFile.LongestFile + 1];
            return new Secret(new string(text, 0, await reader.ReadBlockAsync(text, ct)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CommonFailures.Validation("clientSecrets", $"The file cannot be read: {e.Message}");
        }
    }
}
