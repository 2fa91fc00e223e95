using FluentValidation;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Has Google send the project's security events to a receiver of this server: every event that it acts on.</summary>
public sealed record RegisterEventStream(ServiceAccountKey Account, string Url) : IRequest<Result<EventStream>>;

internal sealed class RegisterEventStreamValidator : AbstractValidator<RegisterEventStream>
{
    public RegisterEventStreamValidator() => RuleFor(command => command.Url)
        .Must(url => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttps || (parsed.Scheme == Uri.UriSchemeHttp && parsed.IsLoopback)))
        .WithMessage("Google sends to an HTTPS URL, such as https://mail.acme.example/google/risc.");
}

internal sealed class RegisterEventStreamHandler(IEventStreamEndpoint google) : IRequestHandler<RegisterEventStream, Result<EventStream>>
{
    public async Task<Result<EventStream>> Handle(RegisterEventStream command, CancellationToken cancellationToken)
    {
        var registered = await google.RegisterAsync(command.Account, command.Url, SecurityEvent.RequestedUris, cancellationToken);
        return registered.Failure is { } failure ? failure : await google.ReadAsync(command.Account, cancellationToken);
    }
}
