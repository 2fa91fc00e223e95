using GmailPlatform.Domain;

namespace GmailPlatform.WebApi.Hosting;

/// <summary>Refuses a request while its body is read, where parameter binding leaves no other way to answer.</summary>
/// <param name="failure">What is answered.</param>
/// <param name="statusCode">Its status.</param>
internal sealed class RequestRefusedException(Failure failure, int statusCode) : BadHttpRequestException(failure.Detail, statusCode)
{
    public Failure Failure => failure;
}
