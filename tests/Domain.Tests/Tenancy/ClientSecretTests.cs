using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Domain.Tests.Tenancy;

public sealed class ClientSecretTests
{
    [Fact]
    public void A_label_is_the_beginning_of_the_hash_and_nothing_of_the_secret()
    {
        var secret = new ClientSecret(new Secret("GOCSPX-secret"), DateTimeOffset.UnixEpoch);

        secret.Info.Label.Should().Be(secret.Value.Sha256()[..8]);
        ClientSecret.IsLabel(secret.Info.Label).Should().BeTrue();
        secret.ToString().Should().NotContain("GOCSPX");
    }

    [Theory]
    [InlineData("GOCSPX-a")]
    [InlineData("0123456")]
    [InlineData("012345678")]
    [InlineData("0123ABCD")]
    [InlineData("")]
    public void A_secret_is_no_label(string text) => ClientSecret.IsLabel(text).Should().BeFalse();
}
