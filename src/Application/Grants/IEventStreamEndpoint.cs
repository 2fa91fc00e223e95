using GmailPlatform.Domain;

namespace GmailPlatform.Application.Grants;

/// <summary>The key of a service account of the Google project, out of its file, for the one command that needs it.</summary>
public sealed record ServiceAccountKey(string Email, string KeyId, Secret PrivateKey);

/// <summary>The project's stream of security events.</summary>
/// <param name="Url">The receiver.</param>
/// <param name="Events">The events that are sent, by URI.</param>
/// <param name="IsEnabled">While it is not, nothing is sent, then or later.</param>
public sealed record EventStream(string Url, IReadOnlyList<string> Events, bool IsEnabled);

/// <summary>Google's management of the stream. A refusal or an outage is a value.</summary>
public interface IEventStreamEndpoint
{
    /// <summary>Sets the receiver and the events, and enables the stream.</summary>
    Task<Result<Done>> RegisterAsync(ServiceAccountKey account, string url, IReadOnlyList<string> events, CancellationToken ct);

    /// <summary>Failure <c>not_found</c> while the project has no stream.</summary>
    Task<Result<EventStream>> ReadAsync(ServiceAccountKey account, CancellationToken ct);

    /// <summary>Has Google send a verification event, which carries the state.</summary>
    Task<Result<Done>> VerifyAsync(ServiceAccountKey account, string state, CancellationToken ct);
}
