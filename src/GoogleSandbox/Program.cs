using GmailPlatform.GoogleSandbox;

await SandboxApp.Create(args).RunAsync();
