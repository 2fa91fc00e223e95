using GmailPlatform.Application.Tenancy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure;

/// <summary>Refuses addresses of Google's or of this server that cannot work: else the first consent would fail, or the first refresh.</summary>
internal sealed class GoogleAddressCheck(IConfiguration configuration) : IValidateOptions<GoogleOptions>
{
    private const string RedirectUriSetting = $"{GoogleOptions.Section}:{nameof(GoogleOptions.RedirectUri)}";

    public ValidateOptionsResult Validate(string? name, GoogleOptions options)
    {
        var file = options.ClientSecretsFile is { Length: > 0 } path ? ClientSecretsFile.Read(path) : null;
        var errors = new List<string>();
        if ((RedirectUriError(options, file) ?? RegistrationError(options, file)) is { } redirectUri)
        {
            errors.Add(redirectUri);
        }

        errors.AddRange(typeof(GoogleEndpoints).GetProperties()
            .Where(endpoint => !IsAddress((string?)endpoint.GetValue(options.Endpoints)))
            .Select(endpoint => EndpointError(endpoint.Name, (string?)endpoint.GetValue(options.Endpoints), options)));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static string? RedirectUriError(GoogleOptions options, GoogleClientFile? file)
    {
        if (string.IsNullOrWhiteSpace(options.RedirectUri))
        {
            var looked = file is null ? "" : $" None of the redirect_uris of {options.ClientSecretsFile} ends in {GoogleOptions.CallbackPath}: {List(file)}.";
            return $"{RedirectUriSetting} is not set.{looked} Set it to <public address>{GoogleOptions.CallbackPath}, and register that with the OAuth client in Google's console.";
        }

        return IsAddress(options.RedirectUri) && new Uri(options.RedirectUri) is { Query.Length: 0 } callback && callback.AbsolutePath == GoogleOptions.CallbackPath
            ? null
            : $"{RedirectUriSetting} must be <public address>{GoogleOptions.CallbackPath}, an http or https URL without a path before it, not '{WithoutUserInfo(options.RedirectUri)}': "
              + "this server listens for Google's answer there and nowhere else.";
    }

    /// <summary>Google compares redirect URIs as text.</summary>
    private static string? RegistrationError(GoogleOptions options, GoogleClientFile? file) =>
        file is null || file.Registers(options.RedirectUri)
            ? null
            : $"{RedirectUriSetting} '{options.RedirectUri}' is not among the redirect_uris of {options.ClientSecretsFile}: {List(file)}. "
              + "Register it with the OAuth client in Google's console and download the file again.";

    private string EndpointError(string endpoint, string? value, GoogleOptions options)
    {
        var setting = $"{GoogleOptions.Section}:{nameof(GoogleOptions.Endpoints)}:{endpoint}";
        var source = configuration[setting] is null && options.ClientSecretsFile is { Length: > 0 } path ? $" It comes from {path}." : "";
        return $"{setting} must be an absolute http or https URL without a user name or a fragment, not '{WithoutUserInfo(value)}'.{source}";
    }

    private static string List(GoogleClientFile file) => file.RedirectUris is { Count: > 0 } ? string.Join(", ", file.RedirectUris) : "there are none";

    private static bool IsAddress(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri is { Host.Length: > 0, UserInfo.Length: 0, Fragment.Length: 0 };

    /// <summary>It may hold a password.</summary>
    private static string? WithoutUserInfo(string? text) => text?.LastIndexOf('@') is { } at and >= 0 ? "***" + text[at..] : text;
}
