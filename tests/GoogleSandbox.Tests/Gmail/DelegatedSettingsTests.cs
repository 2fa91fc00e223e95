using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

/// <summary>The settings that service accounts with domain-wide delegation change.</summary>
public sealed class DelegatedSettingsTests(Sandbox sandbox)
{
    [Fact]
    public async Task G7_Mail_is_forwarded_to_accepted_addresses_only()
    {
        var account = await MailAccount.OpenDelegatedAsync(sandbox);
        await account.PostAsync("settings/forwardingAddresses", new { forwardingEmail = "inside@example.com" });
        var pending = await account.PostAsync("settings/forwardingAddresses", new { forwardingEmail = "outside@example.org" });

        var refused = await account.PutAsync("settings/autoForwarding", new { enabled = true, emailAddress = "outside@example.org", disposition = "archive" });
        var enabled = await account.PutAsync("settings/autoForwarding", new { enabled = true, emailAddress = "inside@example.com", disposition = "archive" });
        await account.DeleteAsync("settings/forwardingAddresses/inside@example.com");

        pending.Text("verificationStatus").Should().Be("pending", pending.Body);
        refused.Text("error.message").Should().Be("Unrecognized forwarding address");
        enabled.Text("enabled").Should().Be("true", enabled.Body);
        (await account.GetAsync("settings/autoForwarding")).Text("enabled").Should().Be("false");
        (await account.PostAsync("settings/forwardingAddresses", new { forwardingEmail = "outside@example.org" })).Status.Should().Be(HttpStatusCode.Conflict);
        (await account.GetAsync("settings/forwardingAddresses")).Text("forwardingAddresses.0.forwardingEmail").Should().Be("outside@example.org");
    }

    [Fact]
    public async Task G7_Colleagues_become_delegates_and_strangers_do_not()
    {
        var (account, colleague) = (await MailAccount.OpenDelegatedAsync(sandbox), await MailAccount.OpenDelegatedAsync(sandbox));
        var stranger = await MailAccount.OpenAsync(sandbox);

        var created = await account.PostAsync("settings/delegates", new { delegateEmail = colleague.Email });
        var refused = await account.PostAsync("settings/delegates", new { delegateEmail = stranger.Email });

        created.Text("verificationStatus").Should().Be("accepted", created.Body);
        refused.Status.Should().Be(HttpStatusCode.BadRequest);
        (await account.PostAsync("settings/delegates", new { delegateEmail = colleague.Email })).Status.Should().Be(HttpStatusCode.Conflict);
        (await account.GetAsync("settings/delegates")).Text("delegates.0.delegateEmail").Should().Be(colleague.Email);
        (await account.DeleteAsync($"settings/delegates/{colleague.Email}")).Status.Should().Be(HttpStatusCode.NoContent);
        (await account.GetAsync($"settings/delegates/{colleague.Email}")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task G7_An_alias_can_become_the_default_and_keeps_no_password()
    {
        var account = await MailAccount.OpenDelegatedAsync(sandbox);
        var smtp = new { host = "smtp.example.org", port = 587, securityMode = "starttls", username = "me", password = "secret-word" };

        var created = await account.PostAsync("settings/sendAs", new { sendAsEmail = "alias@example.org", isDefault = true, smtpMsa = smtp });
        var own = await account.GetAsync($"settings/sendAs/{account.Email}");
        var verified = await account.PostAsync("settings/sendAs/alias@example.org/verify");
        var deleted = await account.DeleteAsync("settings/sendAs/alias@example.org");

        created.Text("verificationStatus").Should().Be("pending", created.Body);
        created.Text("smtpMsa.port").Should().Be("587");
        created.Body.Should().NotContain("secret-word");
        own.Text("isDefault").Should().Be("false");
        verified.Status.Should().Be(HttpStatusCode.NoContent, verified.Body);
        deleted.Status.Should().Be(HttpStatusCode.NoContent, deleted.Body);
        (await account.GetAsync($"settings/sendAs/{account.Email}")).Text("isDefault").Should().Be("true");
        (await account.DeleteAsync($"settings/sendAs/{account.Email}")).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task G7_Certificates_are_uploaded_with_their_key_and_shown_without()
    {
        var account = await MailAccount.OpenDelegatedAsync(sandbox);
        var path = $"settings/sendAs/{account.Email}/smimeInfo";
        using var certificate = Certificate(account.Email);
        var pkcs12 = Convert.ToBase64String(certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Default, "word"));

        var wrong = await account.PostAsync(path, new { pkcs12, encryptedKeyPassword = "other" });
        var first = await account.PostAsync(path, new { pkcs12, encryptedKeyPassword = "word" });
        var second = await account.PostAsync(path, new { pkcs12, encryptedKeyPassword = "word" });
        var chosen = await account.PostAsync($"{path}/{second.Text("id")}/setDefault");

        wrong.Status.Should().Be(HttpStatusCode.BadRequest);
        first.Text("isDefault").Should().Be("true", first.Body);
        first.Text("issuerCn").Should().Be("Sandbox");
        first.Text("pem").Should().StartWith("-----BEGIN CERTIFICATE-----").And.NotContain("PRIVATE");
        chosen.Status.Should().Be(HttpStatusCode.NoContent, chosen.Body);
        (await account.GetAsync($"{path}/{first.Text("id")}")).Text("isDefault").Should().Be("false");
        await account.DeleteAsync($"{path}/{first.Text("id")}");
        (await account.GetAsync(path)).Json.GetProperty("smimeInfo").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task G7_Key_pairs_and_identities_of_client_side_encryption_have_their_life_cycle()
    {
        await using var own = await Sandbox.StartAsync();
        var account = await MailAccount.OpenDelegatedAsync(own);
        using var certificate = Certificate(account.Email);
        var pkcs7 = PemEncoding.WriteString("PKCS7", new X509Certificate2Collection(certificate).Export(X509ContentType.Pkcs7)!);

        var pair = await account.PostAsync("settings/cse/keypairs", new { pkcs7, privateKeyMetadata = new[] { new { kaclsKeyMetadata = new { kaclsUri = "https://kacls.example.com", kaclsData = "AA" } } } });
        var id = pair.Text("keyPairId");
        var identity = await account.PostAsync("settings/cse/identities", new { emailAddress = account.Email, primaryKeyPairId = id });
        var unknown = await account.PatchAsync($"settings/cse/identities/{account.Email}", new { primaryKeyPairId = "none" });
        var disabled = await account.PostAsync($"settings/cse/keypairs/{id}:disable", new { });
        var early = await account.PostAsync($"settings/cse/keypairs/{id}:obliterate", new { });

        pair.Text("subjectEmailAddresses.0").Should().Be(account.Email, pair.Body);
        pair.Text("privateKeyMetadata.0.privateKeyMetadataId").Should().NotBeNull();
        identity.Text("primaryKeyPairId").Should().Be(id, identity.Body);
        unknown.Status.Should().Be(HttpStatusCode.BadRequest);
        disabled.Text("enablementState").Should().Be("disabled", disabled.Body);
        early.Text("error.status").Should().Be("FAILED_PRECONDITION");
        (await account.GetAsync("settings/cse/identities")).Text("cseIdentities.0.emailAddress").Should().Be(account.Email);
        (await account.PostAsync($"settings/cse/keypairs/{id}:enable", new { })).Text("enablementState").Should().Be("enabled");
    }

    private static X509Certificate2 Certificate(string email)
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=Sandbox", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddEmailAddress(email);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }
}
