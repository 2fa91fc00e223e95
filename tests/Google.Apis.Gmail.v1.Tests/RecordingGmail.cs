using System.Net;
using System.Text;
using Google.Apis.Gmail.v1;
using Google.Apis.Http;
using Google.Apis.Services;

namespace GmailPlatform.GmailClient.Tests;

/// <summary>A <see cref="GmailService"/> whose wire ends here: it keeps what was asked and answers what it was given.</summary>
internal sealed class RecordingGmail : HttpClientFactory, IDisposable
{
    private readonly HttpStatusCode _status;
    private readonly string _answer;

    public RecordingGmail(string answer = "{}", HttpStatusCode status = HttpStatusCode.OK, string? baseUri = null)
    {
        _status = status;
        _answer = answer;
        Service = new GmailService(new BaseClientService.Initializer
        {
            HttpClientFactory = this,
            ApplicationName = "tests",
            BaseUri = baseUri,
        });
    }

    public GmailService Service { get; }

    public HttpMethod? Method { get; private set; }

    public string Url { get; private set; } = "";

    public void Dispose() => Service.Dispose();

    protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => new Wire(this);

    private sealed class Wire(RecordingGmail owner) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            owner.Method = request.Method;
            owner.Url = request.RequestUri!.AbsoluteUri;
            return Task.FromResult(new HttpResponseMessage(owner._status)
            {
                RequestMessage = request,
                Content = new StringContent(owner._answer, Encoding.UTF8, "application/json"),
            });
        }
    }
}
