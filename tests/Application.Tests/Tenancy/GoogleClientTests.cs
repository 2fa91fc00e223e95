using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;

namespace GmailPlatform.Application.Tests.Tenancy;

public sealed class GoogleClientTests
{
    [Theory]
    [InlineData("123-abc.apps.googleusercontent.com", "123-abc.apps.googleusercontent.com", true)]
    [InlineData("123-abc.apps.googleusercontent.com", "123-def.apps.googleusercontent.com", true)]
    [InlineData("123-abc.apps.googleusercontent.com", "124-abc.apps.googleusercontent.com", false)]
    [InlineData("own-client", "own-other", false)]
    [InlineData("own-client", "own-client", true)]
    public void The_number_in_front_of_a_client_id_tells_its_project(string one, string other, bool shared) =>
        Client(one).SharesProjectWith(Client(other)).Should().Be(shared);

    private static GoogleClient Client(string id) => new(id, new Secret("secret"), "https://platform.example/oauth/google/callback", []);
}
