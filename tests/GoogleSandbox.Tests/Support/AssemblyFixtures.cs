using GmailPlatform.GoogleSandbox.Tests.Support;

// One sandbox for all tests that keep to their own people; the others start their own.
[assembly: AssemblyFixture(typeof(Sandbox))]
