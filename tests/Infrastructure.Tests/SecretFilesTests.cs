using Microsoft.Extensions.Configuration;

namespace GmailPlatform.Infrastructure.Tests;

public sealed class SecretFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Sealing:MasterKey")]
    [InlineData("Sealing:CertificatePassword")]
    [InlineData("Google:ClientSecret")]
    [InlineData("Console:Oidc:ClientSecret")]
    [InlineData("ConnectionStrings:Postgres")]
    [InlineData("ConnectionStrings:PostgresDirect")]
    public void S14_A_secret_may_come_from_a_file_whose_line_end_does_not_count(string secret) =>
        Read((secret + "File", AFile("the secret\n")))[secret].Should().Be("the secret");

    [Fact]
    public void S14_A_secret_that_is_set_twice_is_refused_and_not_told()
    {
        var read = () => Read(("Sealing:MasterKey", "one"), ("Sealing:MasterKeyFile", AFile("two")));

        read.Should().Throw<ConfigurationException>().WithMessage("Set Sealing:MasterKey or Sealing:MasterKeyFile, not both.");
    }

    [Theory]
    [InlineData("/nowhere/master.key", "missing")]
    [InlineData("/dev/null", "empty")]
    [InlineData("/tmp", "missing or cannot be read")]
    public void S14_A_file_that_holds_no_secret_is_named(string path, string message)
    {
        var read = () => Read(("Sealing:MasterKeyFile", path));

        read.Should().Throw<ConfigurationException>().WithMessage($"Sealing:MasterKeyFile: {path}*{message}*");
    }

    private static ConfigurationManager Read(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        configuration.AddSecretFiles();
        return configuration;
    }

    private string AFile(string text)
    {
        var path = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N"));
        File.WriteAllText(path, text);
        return path;
    }
}
