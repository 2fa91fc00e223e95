using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Support;

/// <summary>Two people who write to each other, both connected with all of Gmail's scopes, anew for each test.</summary>
public abstract class Correspondence(SharedWorld shared) : IAsyncLifetime
{
    protected static readonly string[] FullMail = ["https://mail.google.com/"];

    protected World World { get; } = shared.World;

    protected TestTenant Tenant { get; set; } = null!;

    protected string Sender { get; set; } = "";

    protected string Receiver { get; set; } = "";

    /// <summary>The sender's grant.</summary>
    protected string Grant { get; set; } = "";

    /// <summary>The receiver's grant.</summary>
    protected string Receiving { get; set; } = "";

    public async ValueTask InitializeAsync()
    {
        Tenant = await World.ATenantAsync();
        (Sender, Receiver) = (await World.Google.APersonAsync(), await World.Google.APersonAsync());
        (Grant, Receiving) = (await Tenant.ConnectAsync(Sender, FullMail), await Tenant.ConnectAsync(Receiver, FullMail));
    }

    public ValueTask DisposeAsync()
    {
        Tenant.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
