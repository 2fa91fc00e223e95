using System.CommandLine;
using GmailPlatform.Application.Grants;

namespace GmailPlatform.WebApi.Commands;

/// <summary>Google's security events: registers the receiver of this server, and checks that they arrive.</summary>
internal static class RiscCommands
{
    private static readonly Option<FileInfo> ServiceAccount = new("--service-account")
    {
        Description = "Key file of a service account of the Google project, with the role roles/riscconfigs.admin.",
        Required = true,
    };

    private static readonly Option<string> Url = new("--url") { Description = "This server's receiver: https://<your host>/google/risc.", Required = true };

    public static Command Create(PlatformProgram program)
    {
        var register = new Command("register", "Have Google send the project's security events to this server.") { ServiceAccount, Url, CommandOutput.Json };
        register.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program, parsed, new RegisterEventStream(KeyOf(program, parsed), parsed.GetRequiredValue(Url)), StreamView.Of, LineOf, ct));

        var status = new Command("status", "Say where Google sends the project's security events.") { ServiceAccount, CommandOutput.Json };
        status.SetAction((parsed, ct) => CommandOutput.SendAsync(program, parsed, new GetEventStream(KeyOf(program, parsed)), StreamView.Of, LineOf, ct));

        var verify = new Command("verify", "Have Google send a verification event; the server that receives it logs its state.") { ServiceAccount, CommandOutput.Json };
        verify.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program,
            parsed,
            new VerifyEventStream(KeyOf(program, parsed)),
            requested => requested,
            requested => $"Google sends a verification event. Look for {requested.State} in the server's log.",
            ct));

        return new Command("risc", "Google's security events (Cross-Account Protection).") { register, status, verify };
    }

    private static ServiceAccountKey KeyOf(PlatformProgram program, ParseResult parsed) => program.ReadServiceAccount(parsed.GetRequiredValue(ServiceAccount).FullName);

    private static string LineOf(StreamView stream) => $"{stream.Url} {stream.Status}\n{string.Join('\n', stream.Events)}";

    private sealed record StreamView(string Url, string Status, IReadOnlyList<string> Events)
    {
        public static StreamView Of(EventStream stream) => new(stream.Url, stream.IsEnabled ? "enabled" : "disabled", stream.Events);
    }
}
