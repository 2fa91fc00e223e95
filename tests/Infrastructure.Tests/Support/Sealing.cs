using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.Infrastructure.Tests.Support;

/// <summary>What an operator does with sealing keys, and what goes wrong with them.</summary>
internal static class Sealing
{
    /// <summary>Sends a request and answers its value.</summary>
    public static async Task<T> SendAsync<T>(this Platform platform, IRequest<Result<T>> request)
        where T : notnull
    {
        var result = await platform.ResultOfAsync(request);
        return result.Succeeded(out var value, out var failure) ? value : throw new InvalidOperationException($"{failure.Code}: {failure.Detail}");
    }

    public static async Task<Result<T>> ResultOfAsync<T>(this Platform platform, IRequest<Result<T>> request)
        where T : notnull
    {
        await using var scope = platform.Get<IServiceScopeFactory>().CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>Makes a new active key and answers its id.</summary>
    public static async Task<Guid> RotateAsync(this Platform platform) => (await platform.SendAsync(new RotateSealingKey(OnlyWhenDue: false))).Id;

    /// <summary>Asks for a reseal and does the work of its job.</summary>
    public static async Task<long> ResealAsync(this Platform platform)
    {
        await platform.SendAsync(new StartReseal());
        return (await platform.SendAsync(new ResealCredentials(OnlyAbandoned: false))).Count;
    }

    public static async Task<Guid> ActiveKeyAsync(this Platform platform) => (await platform.SendAsync(new GetSealingStatus())).ActiveKeyId!.Value;

    /// <summary>How many values of all kinds rest under a key.</summary>
    public static async Task<long> CountUnderAsync(this Platform platform, Guid keyId) =>
        (await platform.SendAsync(new GetSealingStatus())).Keys.Where(key => key.Id == keyId).Sum(key => key.Sealed.Values.Sum());

    /// <summary>Loses a key as an incomplete restore does, past the foreign keys that forbid it; answers its row.</summary>
    public static async Task<string> LoseKeyAsync(this Platform platform, Guid keyId) => (await platform.SqlAsync(
        $"set session_replication_role = replica; delete from gmailplatform.key_ring where id = 'key-{keyId}' returning xml; set session_replication_role = origin")).Single();

    public static Task BringBackKeyAsync(this Platform platform, Guid keyId, string xml) =>
        platform.SqlAsync($"insert into gmailplatform.key_ring (id, xml) values ('key-{keyId}', $xml${xml}$xml$) returning id");

    /// <summary>Everything that may not change while a key is missing.</summary>
    public static async Task<IReadOnlyList<string>> StoredAsync(this Platform platform) =>
    [
        .. await platform.SqlAsync("select t::text from gmailplatform.mt_doc_sealed_credential t order by id"),
        .. await platform.SqlAsync("select t::text from gmailplatform.mt_doc_grant t order by id"),
        .. await platform.SqlAsync("select t::text from gmailplatform.mt_events t order by seq_id"),
        .. await platform.SqlAsync("select t::text from gmailplatform.mt_doc_tenant t order by id"),
    ];
}
