using System.Text;
using System.Text.Json;
using GmailPlatform.Application.Audit;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Audit;

/// <summary>A file that only grows, best on a disk that whoever holds the database does not hold.</summary>
internal sealed class FileWitness(IOptions<WitnessOptions> options) : IWitness
{
    public string Name => "file";

    public async Task<Result<Done>> SendAsync(SignedCheckpoint checkpoint, CancellationToken ct)
    {
        var line = JsonSerializer.Serialize(new { size = checkpoint.Checkpoint.Size, signedAt = checkpoint.SignedAt, note = checkpoint.Note }) + "\n";
        try
        {
            await using var file = new FileStream(options.Value.File!, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            // In one piece: another node may write too.
            await file.WriteAsync(Encoding.UTF8.GetBytes(line), ct);
            return default(Done);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return AuditFailures.WitnessUnavailable(Name, e.Message);
        }
    }
}
