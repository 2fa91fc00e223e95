using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

public partial class UsersResource
{
    /// <summary>https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.drafts</summary>
    public class DraftsResource
    {
        private readonly IClientService _service;

        public DraftsResource(IClientService service) => _service = service;

        public virtual CreateRequest Create(Draft body, string userId) => new(_service, body, userId);

        public virtual CreateMediaUpload Create(Draft body, string userId, Stream stream, string contentType) => new(_service, body, userId, stream, contentType);

        public virtual DeleteRequest Delete(string userId, string id) => new(_service, userId, id);

        public virtual GetRequest Get(string userId, string id) => new(_service, userId, id);

        public virtual ListRequest List(string userId) => new(_service, userId);

        public virtual SendRequest Send(Draft body, string userId) => new(_service, body, userId);

        public virtual SendMediaUpload Send(Draft body, string userId, Stream stream, string contentType) => new(_service, body, userId, stream, contentType);

        public virtual UpdateRequest Update(Draft body, string userId, string id) => new(_service, body, userId, id);

        public virtual UpdateMediaUpload Update(Draft body, string userId, string id, Stream stream, string contentType) => new(_service, body, userId, id, stream, contentType);

        /// <summary>Makes a draft.</summary>
        public class CreateRequest(IClientService service, Draft body, string userId) : GmailUserRequest<Draft>(service, userId)
        {
            public override string MethodName => "create";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/drafts";

            protected override object GetBody() => body;
        }

        /// <summary>Makes a draft of an uploaded message.</summary>
        public class CreateMediaUpload(IClientService service, Draft body, string userId, Stream stream, string contentType)
            : GmailMediaUpload<Draft, Draft>(service, "POST", "gmail/v1/users/{userId}/drafts", body, userId, stream, contentType);

        /// <summary>Deletes a draft at once and for good.</summary>
        public class DeleteRequest(IClientService service, string userId, string id) : GmailItemRequest<string>(service, userId, id)
        {
            public override string MethodName => "delete";

            public override string HttpMethod => "DELETE";

            public override string RestPath => "gmail/v1/users/{userId}/drafts/{id}";
        }

        /// <summary>One draft, its message in the asked format.</summary>
        public class GetRequest(IClientService service, string userId, string id) : GmailItemRequest<Draft>(service, userId, id)
        {
            /// <summary>How much of the message to answer.</summary>
            public enum FormatEnum
            {
                [StringValue("minimal")]
                Minimal = 0,

                [StringValue("full")]
                Full = 1,

                [StringValue("raw")]
                Raw = 2,

                [StringValue("metadata")]
                Metadata = 3,
            }

            [RequestParameter("format", RequestParameterType.Query)]
            public virtual FormatEnum? Format { get; set; }

            public override string MethodName => "get";

            public override string HttpMethod => "GET";

            public override string RestPath => "gmail/v1/users/{userId}/drafts/{id}";

            protected override void InitParameters()
            {
                base.InitParameters();
                RequestParameters.AddQuery("format", "full");
            }
        }

        /// <summary>One page of drafts.</summary>
        public class ListRequest(IClientService service, string userId) : GmailUserRequest<ListDraftsResponse>(service, userId)
        {
            [RequestParameter("includeSpamTrash", RequestParameterType.Query)]
            public virtual bool? IncludeSpamTrash { get; set; }

            [RequestParameter("maxResults", RequestParameterType.Query)]
            public virtual long? MaxResults { get; set; }

            [RequestParameter("pageToken", RequestParameterType.Query)]
            public virtual string PageToken { get; set; }

            /// <summary>A query in the syntax of Gmail's search box.</summary>
            [RequestParameter("q", RequestParameterType.Query)]
            public virtual string Q { get; set; }

            public override string MethodName => "list";

            public override string HttpMethod => "GET";

            public override string RestPath => "gmail/v1/users/{userId}/drafts";

            protected override void InitParameters()
            {
                base.InitParameters();
                RequestParameters.AddQuery("includeSpamTrash", "false");
                RequestParameters.AddQuery("maxResults", "100");
                RequestParameters.AddQuery("pageToken");
                RequestParameters.AddQuery("q");
            }
        }

        /// <summary>Sends a draft to the recipients in its headers.</summary>
        public class SendRequest(IClientService service, Draft body, string userId) : GmailUserRequest<Message>(service, userId)
        {
            public override string MethodName => "send";

            public override string HttpMethod => "POST";

            public override string RestPath => "gmail/v1/users/{userId}/drafts/send";

            protected override object GetBody() => body;
        }

        /// <summary>Sends a draft with an uploaded message in place of its own.</summary>
        public class SendMediaUpload(IClientService service, Draft body, string userId, Stream stream, string contentType)
            : GmailMediaUpload<Draft, Message>(service, "POST", "gmail/v1/users/{userId}/drafts/send", body, userId, stream, contentType);

        /// <summary>Replaces the message of a draft.</summary>
        public class UpdateRequest(IClientService service, Draft body, string userId, string id) : GmailItemRequest<Draft>(service, userId, id)
        {
            public override string MethodName => "update";

            public override string HttpMethod => "PUT";

            public override string RestPath => "gmail/v1/users/{userId}/drafts/{id}";

            protected override object GetBody() => body;
        }

        /// <summary>Replaces the message of a draft by an uploaded one.</summary>
        public class UpdateMediaUpload(IClientService service, Draft body, string userId, string id, Stream stream, string contentType)
            : GmailMediaUpload<Draft, Draft>(service, "PUT", "gmail/v1/users/{userId}/drafts/{id}", body, userId, stream, contentType)
        {
            [RequestParameter("id", RequestParameterType.Path)]
            public virtual string Id { get; private set; } = id;
        }
    }
}
