-- What wrk asks, and how it reports. Arguments after the URL: none for one fixed request; else PREFIX SUFFIX FIRST SHARE, which asks
-- for PREFIX<id>SUFFIX with grant ids in a row: each thread has its own share of them and asks for each once.

local workers = {}

function setup(thread)
    thread:set("worker", #workers)
    table.insert(workers, thread)
end

function init(arguments)
    if #arguments < 4 then return end
    local head = "GET " .. arguments[1] .. "01900000-0000-7000-8000-"
    local tail = arguments[2] .. " HTTP/1.1\r\nHost: " .. wrk.headers["Host"] .. "\r\nAuthorization: " .. wrk.headers["Authorization"] .. "\r\n\r\n"
    local share = tonumber(arguments[4])
    local first = tonumber(arguments[3]) + worker * share
    asked = 0

    function request()
        local id = first + asked % share
        asked = asked + 1
        return head .. string.format("%012x", id) .. tail
    end
end

function done(summary, latency, _)
    local most = 0
    for _, thread in ipairs(workers) do most = math.max(most, thread:get("asked") or 0) end
    local errors = summary.errors
    io.write(string.format(
        "RESULT requests=%d microseconds=%d p99=%d refused=%d broken=%d most=%d\n",
        summary.requests, summary.duration, latency:percentile(99),
        errors.status, errors.connect + errors.read + errors.write + errors.timeout, most))
end
