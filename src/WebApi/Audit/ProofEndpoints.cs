using System.Security.Claims;
using System.Text.Json.Nodes;
using GmailPlatform.Application.Audit;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GmailPlatform.WebApi.Audit;

/// <summary>Proofs that nobody edited the history. What is not of one tenant is no secret: any API key reads it.</summary>
internal static class ProofEndpoints
{
    public static IEndpointRouteBuilder MapProofs(this IEndpointRouteBuilder app)
    {
        var audit = app.MapGroup("/v1").WithTags("Audit");
        audit.MapGet("/grants/{id:guid}/history/{sequence:long}/proof", GetInclusionProofAsync)
            .Named("GetInclusionProof", "The audit path (RFC 6962) from an event to the latest checkpoint.").RequirePermission(Permission.GrantsRead);
        audit.MapGet("/audit/checkpoint", GetCheckpointAsync)
            .Named("GetCheckpoint", "The latest signed head of the tree of all events (C2SP tlog-checkpoint).").RequireApiKey();
        audit.MapGet("/audit/consistency", GetConsistencyProofAsync)
            .Named("GetConsistencyProof", "The proof (RFC 6962) that the tree of one size is the beginning of that of another.").RequireApiKey();
        audit.MapGet("/audit/keys", ListCheckpointKeysAsync)
            .Named("ListCheckpointKeys", "The public keys that checkpoints are and were signed by.").RequireApiKey();
        return app;
    }

    private static async Task<Results<Ok<InclusionProofResponse>, ProblemHttpResult>> GetInclusionProofAsync(
        Guid id, long sequence, ClaimsPrincipal user, IMediator mediator, CancellationToken ct)
    {
        var result = await mediator.Send(new GetInclusionProof(ApiKeyAuthentication.CallerOf(user), id, sequence), ct);
        return result.Succeeded(out var proof, out var failure) ? TypedResults.Ok(InclusionProofResponse.Of(proof)) : failure.ToProblem();
    }

    private static async Task<Results<Ok<CheckpointResponse>, ProblemHttpResult>> GetCheckpointAsync(IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetCheckpoint(), ct)).Succeeded(out var latest, out var failure) ? TypedResults.Ok(CheckpointResponse.Of(latest)) : failure.ToProblem();

    private static async Task<Results<Ok<ConsistencyProofResponse>, ProblemHttpResult>> GetConsistencyProofAsync(
        IMediator mediator, CancellationToken ct, long from = 0, long? to = null)
    {
        var result = await mediator.Send(new GetConsistencyProof(from, to), ct);
        return result.Succeeded(out var proof, out var failure)
            ? TypedResults.Ok(new ConsistencyProofResponse(proof.From, proof.To, [.. proof.Path.Select(Convert.ToBase64String)]))
            : failure.ToProblem();
    }

    private static async Task<Results<Ok<CheckpointKeysResponse>, ProblemHttpResult>> ListCheckpointKeysAsync(IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ListCheckpointKeys(), ct)).Succeeded(out var keys, out var failure)
            ? TypedResults.Ok(new CheckpointKeysResponse([.. keys.Select(CheckpointKeyResponse.Of)]))
            : failure.ToProblem();
}

/// <summary>A signed head.</summary>
/// <param name="Origin">The name of this log.</param>
/// <param name="RootHash">In base64, as all hashes.</param>
/// <param name="ConfirmedAt">When it was last found to be the present head.</param>
/// <param name="Note">The signed note.</param>
internal sealed record CheckpointResponse(string Origin, long Size, string RootHash, DateTimeOffset SignedAt, DateTimeOffset ConfirmedAt, string Note)
{
    public static CheckpointResponse Of(SignedCheckpoint signed) => new(
        signed.Checkpoint.Origin, signed.Checkpoint.Size, Convert.ToBase64String(signed.Checkpoint.RootHash), signed.SignedAt, signed.ConfirmedAt, signed.Note);
}

/// <summary>An audit path.</summary>
/// <param name="LeafIndex">The event's place among all events, from 0.</param>
/// <param name="Event">SHA-256 of its canonical JSON (RFC 8785) is the data of the leaf.</param>
/// <param name="Path">From the leaf up.</param>
/// <param name="Checkpoint">To whose root it leads.</param>
internal sealed record InclusionProofResponse(long LeafIndex, JsonObject Event, IReadOnlyList<string> Path, CheckpointResponse Checkpoint)
{
    public static InclusionProofResponse Of(InclusionProof proof) =>
        new(proof.LeafIndex, proof.Fact.ToJson(), [.. proof.Path.Select(Convert.ToBase64String)], CheckpointResponse.Of(proof.Checkpoint));
}

/// <summary>Hashes of subtrees.</summary>
internal sealed record ConsistencyProofResponse(long From, long To, IReadOnlyList<string> Path);

/// <summary>All keys, the oldest first.</summary>
internal sealed record CheckpointKeysResponse(IReadOnlyList<CheckpointKeyResponse> Keys);

/// <summary>A public key.</summary>
/// <param name="Key">As verifiers of signed notes take it: name, id and base64.</param>
/// <param name="RetiredAt">Null for the one in use.</param>
internal sealed record CheckpointKeyResponse(string Id, string Key, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt)
{
    public static CheckpointKeyResponse Of(CheckpointKey key) => new(key.Key.Id, key.Key.ToString(), key.CreatedAt, key.RetiredAt);
}
