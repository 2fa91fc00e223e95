namespace GmailPlatform.DevHost.Demo;

/// <summary>What to open and what to try.</summary>
internal static class Welcome
{
    public static string Text(DemoFile demo, string dataFolder) => $$"""

        GmailPlatform is ready. Ctrl+C stops everything; the data stays in {{dataFolder}}.

          Platform   {{demo.BaseUrl}}
          API docs   {{demo.BaseUrl}}/docs
          Console    {{Console(demo)}}
          Jobs       {{demo.BaseUrl}}/hangfire
          Google     {{Google(demo)}}
          Demo key   {{dataFolder}}/demo.json
          Logs       {{dataFolder}}/logs/

        Try it: this starts the connection of a mailbox; open the connectUrl that it answers.

          curl -s -X POST {{demo.BaseUrl}}/v1/authorizations -H 'Authorization: Bearer {{demo.ApiKey}}' -H 'Content-Type: application/json' -d '{}'

        Then this lists what is connected:

          curl -s {{demo.BaseUrl}}/v1/grants -H 'Authorization: Bearer {{demo.ApiKey}}'

        """;

    private static string Console(DemoFile demo) => demo.ConsoleUsers.Count == 0
        ? $"{demo.BaseUrl}/console  (says how to configure it)"
        : $"{demo.BaseUrl}/console  (sign in as {string.Join(", ", demo.ConsoleUsers.Select(user => user.Email))})";

    private static string Google(DemoFile demo) => demo.SandboxUrl is null
        ? "the real one, with the client of Google__ClientSecretsFile"
        : $"{demo.SandboxUrl}  (a sandbox: {string.Join(", ", demo.MailUsers.Select(user => user.Email).DefaultIfEmpty("nobody yet"))})";
}
